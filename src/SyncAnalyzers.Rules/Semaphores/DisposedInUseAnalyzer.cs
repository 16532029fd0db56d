using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4011: a semaphore of this call is disposed while somebody still holds or wants a permit.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DisposedInUseAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4011",
        "Semaphore disposed while in use",
        "'{0}' is disposed here while {1}: a release then throws ObjectDisposedException, and who waits for a permit waits for ever",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Info,
        "Disposing a SemaphoreSlim does not wake its waiters, and makes the releases of its holders throw. Wait for all of them first.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => model.MentionsLocks(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var words = TreeWords.Of(context.SemanticModel.SyntaxTree, context.CancellationToken);
        foreach (var body in model.LockBodiesIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            if (!(words.Has("using", body.Declaration.Span) || words.Has("Dispose", body.Declaration.Span)) || body.Operation is not { } operation)
                continue;

            foreach (var declarator in operation.Descendants().OfType<IVariableDeclaratorOperation>())
            {
                if (model.Vocabulary.PrimitiveOf(declarator.Symbol.Type) is { GivesPermits: true } && DisposalOf(declarator, operation) is var (disposal, end))
                    Analyze(model, context, body, declarator.Symbol, disposal, end);
            }
        }
    }

    /// <summary>Where the local is disposed, and the position up to which it is used.</summary>
    private static (SyntaxNode Disposal, int End)? DisposalOf(IVariableDeclaratorOperation declarator, IOperation body)
    {
        var declaration = declarator.Syntax.FirstAncestorOrSelf<VariableDeclarationSyntax>();
        switch (declaration?.Parent)
        {
            case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } local:
                return (local, local.Parent!.Span.End);
            case UsingStatementSyntax @using:
                return (declaration, @using.Span.End);
        }

        var call = body.Descendants().OfType<IInvocationOperation>().FirstOrDefault(c =>
            c is { TargetMethod.Name: "Dispose", Instance: ILocalReferenceOperation { Local: var local } } && SymbolEqualityComparer.Default.Equals(local, declarator.Symbol));
        return call is null ? null : (call.Syntax, call.Syntax.SpanStart);
    }

    private static void Analyze(SyncModel model, SemanticModelAnalysisContext context, CodeBody body, ILocalSymbol local, SyntaxNode disposal, int end)
    {
        var scope = SyntaxScope.Within(disposal).LastOrDefault() ?? disposal;
        var uses = model.FlowsOf(body, context.CancellationToken).SelectMany(function => UsesIn(function)).ToList();
        foreach (var (function, trace, use) in uses)
        {
            var isOwn = IsOwn(function);
            if (isOwn && (!use.IsAcquire || trace.Releases(use.Lock).Any()))
                continue;

            var reason = isOwn
                ? uses.Exists(other => other.Function != function) ? null : $"the permit taken on line {SyntaxScope.LineOf(use.Syntax)} is still out"
                : StartedWork.ForgottenAround(body, use.Syntax, scope, end) is { } start && (use.IsAcquire || !IsWaitedForBehind(start)) ? $"the task started on line {SyntaxScope.LineOf(start)} may still use it" : null;
            if (reason is null)
                continue;

            context.ReportDiagnostic(Diagnostic.Create(Rule, disposal.GetLocation(), [use.Syntax.GetLocation()], local.Name, reason));
            return;
        }

        IEnumerable<(Engine.Flow.FunctionFlow Function, PermitTrace Trace, PermitEvent Use)> UsesIn(Engine.Flow.FunctionFlow function) => model.Semaphores.TraceOf(function) is { } trace
            ? trace.Events.Where(e => trace.Flow.Locks[e.Lock].Path.Key.EndsWith(SemaphoreTable.SuffixOf(local), StringComparison.Ordinal)).Select(e => (function, trace, e))
            : [];

        bool IsOwn(Engine.Flow.FunctionFlow function) => SymbolEqualityComparer.Default.Equals(function.Scope.Symbol, local.ContainingSymbol);

        // Who waits for the permit that a task gives back waits for the task.
        bool IsWaitedForBehind(SyntaxNode start) => uses.Exists(use => use.Use.IsAcquire && IsOwn(use.Function) && use.Use.Syntax.SpanStart > start.Span.End);
    }
}
