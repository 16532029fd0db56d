using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Fences;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Spinning;

/// <summary>SYNC3003: the own flag may still be in the store buffer when the other's is read, on both sides.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MissingFenceAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC3003",
        title: "Full fence missing between raising a flag and reading the other's",
        messageFormat: "'{0}' may be read before the store to '{1}' is visible to other threads, and both may enter: put Interlocked.MemoryBarrier() between them",
        category: RuleFamily.Spinning,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A processor may delay a store, even a volatile one, past a later load of another location. Dekker, Peterson, Bakery and sleep/wake handshakes need a full fence between the two, on both sides.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => Handshakes.For(CodeModel.For(model)).MayBe(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var code = CodeModel.For(model);
        var handshakes = Handshakes.For(code);
        foreach (var body in handshakes.BodiesIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            foreach (var (pair, other) in MissingFence.In(body, handshakes, code, context.CancellationToken))
            {
                Location[] story = other is null
                    ? [pair.Store.Site.Syntax.GetLocation()]
                    : [pair.Store.Site.Syntax.GetLocation(), other.Store.Operation.Syntax.GetLocation(), other.Load.Operation.Syntax.GetLocation()];
                context.ReportDiagnostic(Diagnostic.Create(Rule, pair.Load.Site.Syntax.GetLocation(), story, pair.Other, pair.Flag));
            }
        }
    }
}
