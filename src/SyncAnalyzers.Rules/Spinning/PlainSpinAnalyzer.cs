using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Spinning;

/// <summary>SYNC3001: nothing makes the compiler look at the variable more than once.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PlainSpinAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC3001",
        title: "Spin loop on a plain variable may never end",
        messageFormat: "'{0}' is read without Volatile: the compiler may read it once, before the loop, and the loop then never sees the change",
        category: RuleFamily.Spinning,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The memory model lets the compiler move an ordinary read out of a loop that contains no fence. Read it with Volatile.Read, make the field volatile, or wait on an event.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => CodeModel.For(model).MaySpin(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var code = CodeModel.For(model);
        foreach (var loop in SpinReports.WaitsIn(context.SemanticModel.SyntaxTree, code, MayNeverEnd, context.CancellationToken))
        {
            var read = loop.Reads.First();
            context.ReportDiagnostic(Diagnostic.Create(Rule, loop.Condition.GetLocation(), [.. loop.Reads.Select(r => SpinReports.At(r, context).GetLocation()).Distinct()], read.Place));
        }
    }

    private static bool MayNeverEnd(SpinLoop loop) =>
        loop is { Flow: not null, MayBeHoisted: true } && loop.Reads.Any() && loop.Deciders.All(decider => decider.Kind == EffectKind.Read);
}
