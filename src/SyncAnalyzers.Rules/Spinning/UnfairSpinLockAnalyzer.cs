using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Spinning;

/// <summary>SYNC3010: whoever is luckiest gets the lock, and one thread may never be.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnfairSpinLockAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC3010",
        title: "Unfair hand-made spin lock",
        messageFormat: "Threads that want '{0}' fight for it with atomic operations, without queue or backoff: one may starve, and the others slow down the holder",
        category: RuleFamily.Spinning,
        defaultSeverity: DiagnosticSeverity.Hidden,
        description: "A compare-and-swap lock serves in no order. Under contention a thread may wait without bound, and every failed attempt takes the cache line away from the holder. A ticket lock serves in order; backoff at least spreads the attempts.",
        isEnabledByDefault: false);

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => CodeModel.For(model).MaySpin(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var code = CodeModel.For(model);
        var seen = new HashSet<SyntaxNode>();
        foreach (var loop in code.SpinningIn(context.SemanticModel.SyntaxTree, context.CancellationToken).SelectMany(body => code.LoopsIn(body)).Where(loop => loop is { IsWait: true, BacksOff: false }))
        {
            foreach (var acquisition in loop.Deciders)
            {
                if (acquisition is { Kind: EffectKind.Update, Place: { IsShared: true } place } && SpinReports.At(acquisition, context) is var at && seen.Add(at))
                    context.ReportDiagnostic(Diagnostic.Create(Rule, at.GetLocation(), place));
            }
        }
    }
}
