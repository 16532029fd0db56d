using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Fences;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Spinning;

/// <summary>SYNC3004: each waits for the other's flag with its own flag up.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandshakeDeadlockAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC3004",
        title: "Two-flag handshake without a tie-breaker can deadlock",
        messageFormat: "'{0}' is up while this waits for '{1}' to go down, and the other side does the same: both can wait for ever",
        category: RuleFamily.Spinning,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "When both threads raise their flags before either looks, each waits for the other's flag to go down and neither ever lowers its own. Peterson's and Dekker's locks add a turn variable that lets one of them through.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => Handshakes.For(CodeModel.For(model)).MayBe(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var code = CodeModel.For(model);
        var handshakes = Handshakes.For(code);
        foreach (var body in handshakes.BodiesIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            var seen = new HashSet<SyntaxNode>();
            foreach (var (pair, other) in MutualWait.In(body, handshakes, context.CancellationToken))
            {
                var place = SpinReports.PlaceOf(pair.Wait!, pair.Load);
                if (!seen.Add(place))
                    continue;

                Location[] story = other is null
                    ? [pair.Store.Site.Syntax.GetLocation()]
                    : [pair.Store.Site.Syntax.GetLocation(), other.Store.Operation.Syntax.GetLocation(), other.Load.Operation.Syntax.GetLocation()];
                context.ReportDiagnostic(Diagnostic.Create(Rule, place.GetLocation(), story, pair.Flag, pair.Other));
            }
        }
    }
}
