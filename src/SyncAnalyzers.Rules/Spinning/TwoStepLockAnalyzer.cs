using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Bodies;
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

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => CodeModel.For(model).MaySpin(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var tree = context.SemanticModel.SyntaxTree;
        if (SpinSyntax.LoopsIn(tree, context.CancellationToken).Count > 0 || TreeWords.Of(tree, context.CancellationToken).Has("partial"))
            Analyze(model, context);
    }

    private static void Analyze(SyncModel model, SemanticModelAnalysisContext context)
    {
        var code = CodeModel.For(model);
        var handshakes = Handshakes.For(code);
        var seen = new HashSet<SyntaxNode>();
        var tickets = new List<TicketDraw>();
        var locks = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var body in code.SpinningIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            foreach (var (own, other) in LookBeforeRaise.In(body, code, handshakes, context.CancellationToken))
            {
                if (own.Raise.Site.Syntax is var raise && !HeldAt.IsLocked(own.Raise, model, context.CancellationToken) && seen.Add(raise))
                {
                    Location[] story = other is null ? [own.Loop.Condition.GetLocation()] : [own.Loop.Condition.GetLocation(), other.Loop.Condition.GetLocation(), other.Raise.Operation.Syntax.GetLocation()];
                    context.ReportDiagnostic(Diagnostic.Create(Rule, raise.GetLocation(), story,
                        $"'{own.Raise.Place}' is raised only after '{own.Look.Place}' was seen down, and the other side does the same: both can have looked before either raised. Raise first, as Peterson's lock does"));
                }
            }

            foreach (var loop in code.LoopsIn(body))
            {
                if (TwoStepLock.Of(loop, code.Reader) is { } twoSteps
                    && !twoSteps.IsDrawn(code.Reader.Places)
                    && !twoSteps.IsMailbox(handshakes.LoopsOn(twoSteps.Test.Place!, twoSteps.Test.Place!, body, context.CancellationToken))
                    && !twoSteps.IsSignal(new FieldWrites(code), context.CancellationToken)
                    && !HeldAt.IsLocked(twoSteps.Set, model, context.CancellationToken)
                    && SpinReports.At(twoSteps.Set, context) is var set && seen.Add(set))
                {
                    context.ReportDiagnostic(Diagnostic.Create(Rule, set.GetLocation(), [loop.Condition.GetLocation()],
                        $"'{twoSteps.Test.Place}' is tested and '{twoSteps.Set.Place}' is set in two steps: two threads can both get in between. Use Interlocked.CompareExchange"));
                }

                if (loop.IsWait && TicketDraw.Of(loop, code.Reader) is { IsAtomic: true, Serving.Place: { IsVolatile: false } } ticket)
                    tickets.Add(ticket);

                locks.UnionWith(TakenFlags.Of(loop));
            }
        }

        locks.UnionWith(TakenInOtherParts(code, context));
        foreach (var held in locks.OfType<IFieldSymbol>())
        {
            foreach (var write in new FieldWrites(code).In(context.SemanticModel.SyntaxTree, held, context.CancellationToken).Where(IsPlainRelease))
                Release(write, held.Name);
        }

        foreach (var ticket in tickets)
        {
            var serving = ticket.Serving.Place!;
            foreach (var write in new FieldWrites(code).In(context.SemanticModel.SyntaxTree, serving.Member, context.CancellationToken).Where(write => write is { IsConstruction: false, IsByReference: false } && Writes(write, serving)))
                Release(write, serving.ToString());
        }

        void Release(FieldWrite write, string name)
        {
            if (seen.Add(write.Node))
            {
                context.ReportDiagnostic(Diagnostic.Create(Rule, write.Node.GetLocation(),
                    $"'{name}' is released by a plain store, which may be done before the work that the lock protects. Use Volatile.Write"));
            }
        }

        // Next and serving may be elements of one array.
        bool Writes(FieldWrite write, Place serving) => !serving.IsElement || (code.GraphsIn(write.Body) is { IsEmpty: false } graphs && graphs[0] is var graph
            && code.Reader.Read(graph.Graph.Blocks, new Frame(graph)).Any(effect => effect is { Kind: EffectKind.Write, Place: { } place } && effect.Operation.Syntax == write.Node && place.Key == serving.Key));
    }

    /// <summary>The locks that other files take in parts of the types of this file.</summary>
    private static IEnumerable<ISymbol> TakenInOtherParts(CodeModel code, SemanticModelAnalysisContext context)
    {
        foreach (var part in TreeWords.Of(context.SemanticModel.SyntaxTree, context.CancellationToken).Tokens("partial").Select(token => token.Parent).OfType<TypeDeclarationSyntax>())
        {
            if (context.SemanticModel.GetDeclaredSymbol(part, context.CancellationToken) is INamedTypeSymbol { DeclaringSyntaxReferences.Length: > 1 } type)
            {
                foreach (var taken in TakenFlags.For(code).In(type, context.CancellationToken))
                    yield return taken;
            }
        }
    }

    private static bool IsPlainRelease(FieldWrite write) =>
        write is { IsConstruction: false, Value: { } value } && !write.IsByReference && write.Body.Model.GetConstantValue(value) is { HasValue: true };
}
