using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Spinning;

/// <summary>SYNC3002: the loop keeps the processor busy, perhaps the very one the other thread needs.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BusySpinAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC3002",
        title: "Spin loop without backoff",
        messageFormat: "This loop waits for another thread and never gives the processor away: call SpinWait.SpinOnce in it, or wait on an event",
        category: RuleFamily.Spinning,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A loop that only looks burns a core, and starves the thread it waits for when there are more threads than cores. Use SpinWait.SpinOnce, SpinWait.SpinUntil or an event.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => CodeModel.For(model).MaySpin(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var code = CodeModel.For(model);
        foreach (var loop in SpinReports.WaitsIn(context.SemanticModel.SyntaxTree, code, loop => loop is { Flow: not null, IsIdle: true }, context.CancellationToken))
            context.ReportDiagnostic(Diagnostic.Create(Rule, loop.Condition.GetLocation()));
    }
}
