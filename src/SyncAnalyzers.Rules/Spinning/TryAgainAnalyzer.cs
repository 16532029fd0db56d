using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Fences;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Spinning;

/// <summary>SYNC3011: two threads that keep giving back what the other needs.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TryAgainAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC3011",
        title: "Livelock of locks that are tried and given back",
        messageFormat: "When '{0}' is taken, '{1}' is given back and both are tried again at once; another thread does the same the other way round, and neither gets on",
        category: RuleFamily.Spinning,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Two loops that each take one lock and try the other can fail in step for ever. Take both locks in one order, or back off for a random time.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => model.MentionsLocks(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var code = CodeModel.For(model);
        var handshakes = Handshakes.For(code);
        foreach (var body in code.SpinningIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            if (!model.MayTouchLocks(body, context.CancellationToken))
                continue;

            foreach (var (own, peer) in TryAgain.In(body, code, handshakes, context.CancellationToken))
            {
                Location[] story = peer is null ? [own.Loop.Condition.GetLocation()] : [own.Loop.Condition.GetLocation(), peer.Try.Operation.Syntax.GetLocation()];
                context.ReportDiagnostic(Diagnostic.Create(Rule, SpinReports.At(own.Try, context).GetLocation(), story, own.Second, own.First));
            }
        }
    }
}
