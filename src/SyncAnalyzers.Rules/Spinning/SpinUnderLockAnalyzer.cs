using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Fences;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Spinning;

/// <summary>SYNC3009: keeps out the only one who could end the loop.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SpinUnderLockAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC3009",
        title: "Spins under the lock that the writer needs",
        messageFormat: "This waits for '{0}' while it holds '{1}', and '{0}' is only written under '{1}': it can never change",
        category: RuleFamily.Spinning,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Whoever would set the flag needs the lock that the waiter holds. Monitor.Wait gives the lock up while it waits; Monitor.PulseAll wakes it.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => CodeModel.For(model).MaySpin(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var tree = context.SemanticModel.SyntaxTree;
        var cancellation = context.CancellationToken;
        if (SpinSyntax.LoopsIn(tree, cancellation).Count == 0)
            return;

        var code = CodeModel.For(model);
        var handshakes = Handshakes.For(code);
        foreach (var body in handshakes.BodiesIn(tree, cancellation))
        {
            var seen = new HashSet<Location>();
            foreach (var spin in SpinUnderLock.In(body, code, cancellation))
            {
                if (seen.Add(spin.At))
                    context.ReportDiagnostic(Diagnostic.Create(Rule, spin.At, [Location.Create(tree, spin.Lock.At), spin.Write.Node.GetLocation()], spin.Flag, spin.Lock.Path));
            }
        }
    }
}
