using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Fences;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Spinning;

/// <summary>SYNC3007: between seeing the lock free and taking it another thread can do the same; or it is given back too early.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TwoStepLockAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC3007",
        title: "Hand-made spin lock that does not exclude",
        messageFormat: "{0}",
        category: RuleFamily.Spinning,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A lock needs one atomic step that tests and sets, Interlocked.CompareExchange or Exchange, and a release that is a release: Volatile.Write or Interlocked. A plain store may be done before the work it should protect.");

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var code = CodeModel.For(model);
        var handshakes = Handshakes.For(code);
        var seen = new HashSet<SyntaxNode>();
        var locks = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var body in code.SpinningIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            foreach (var loop in code.LoopsIn(body))
            {
                if (TwoStepLock.Of(loop, code.Reader) is { } twoSteps
                    && !twoSteps.IsMailbox(handshakes.LoopsOn(twoSteps.Test.Place!, twoSteps.Test.Place!, body, context.CancellationToken))
                    && SpinReports.At(twoSteps.Set, context) is var set && seen.Add(set))
                {
                    context.ReportDiagnostic(Diagnostic.Create(Rule, set.GetLocation(), [loop.Condition.GetLocation()],
                        $"'{twoSteps.Test.Place}' is tested and '{twoSteps.Set.Place}' is set in two steps: two threads can both get in between. Use Interlocked.CompareExchange"));
                }

                if (loop.IsWait)
                    locks.UnionWith(loop.Deciders.Where(IsAcquisition).Select(decider => decider.Place!.Member));
            }
        }

        foreach (var held in locks.OfType<IFieldSymbol>())
        {
            foreach (var write in new FieldWrites(code).In(context.SemanticModel.SyntaxTree, held, context.CancellationToken).Where(IsPlainRelease))
            {
                context.ReportDiagnostic(Diagnostic.Create(Rule, write.Node.GetLocation(),
                    $"'{held.Name}' is released by a plain store, which may be done before the work that the lock protects. Use Volatile.Write"));
            }
        }
    }

    private static bool IsAcquisition(Effect effect) => effect is { Kind: EffectKind.Update, Place: { IsShared: true, IsVolatile: false }, Value: not null };

    private static bool IsPlainRelease(FieldWrite write) =>
        write is { IsConstruction: false, Value: { } value } && !write.IsByReference && write.Body.Model.GetConstantValue(value) is { HasValue: true };
}
