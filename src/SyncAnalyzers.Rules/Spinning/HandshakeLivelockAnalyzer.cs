using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Fences;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Spinning;

/// <summary>SYNC3005: each steps back because the other's flag is up, and both come forward again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandshakeLivelockAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC3005",
        title: "Retreat-and-retry handshake without a tie-breaker",
        messageFormat: "'{0}' is lowered because '{1}' is up and raised again, and the other side does the same: both can step aside for ever",
        category: RuleFamily.Spinning,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Two threads that both lower their flags and both raise them again can keep doing so in step, or one can lose every time. A turn variable, as in Dekker's lock, or a random delay decides who goes first.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => CodeModel.For(model).MaySpin(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var code = CodeModel.For(model);
        var handshakes = Handshakes.For(code);
        foreach (var body in code.SpinningIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            foreach (var (own, other) in Retreat.In(body, code, handshakes, context.CancellationToken))
            {
                Location[] story = other is null ? [own.Loop.Condition.GetLocation()] : [own.Loop.Condition.GetLocation(), other.Lowering.Operation.Syntax.GetLocation()];
                context.ReportDiagnostic(Diagnostic.Create(Rule, SpinReports.At(own.Lowering, context).GetLocation(), story, own.Flag, own.Other));
            }
        }
    }
}
