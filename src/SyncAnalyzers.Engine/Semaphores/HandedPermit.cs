using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>A permit that one function takes and another one gives back for it: the lambda of a started task, a local function, a private method.</summary>
/// <param name="Release">Where it is given back when all goes well.</param>
/// <param name="Loss">What leaves that function before: a return, or something that may throw.</param>
public sealed record HandedPermit(SyntaxNode Release, SyntaxNode Loss)
{
    public bool IsReturn => Loss is ReturnStatementSyntax;

    /// <summary>Where <paramref name="giver"/> may end without giving back the permit that it was handed; <see langword="null"/> where it always does, or that is not to be seen.</summary>
    public static HandedPermit? LostBy(PermitTrace giver, int number, SyncModel model, CodeBody taker)
    {
        var semantics = giver.Function.Scope.Graph!.OriginalOperation.SemanticModel!;
        var releases = giver.Releases(number).ToList();
        if (giver.Acquires(number).Any() || !IsHandedTheWork(giver.Function, taker) || releases.FindAll(release => !IsInHandler(release)) is not { Count: 1 } mains || IsConditional(mains[0].Syntax))
            return null;

        var main = mains[0];
        if (Keeps(giver.Flow.AtReturn, number) && Keeps(giver.Flow.AtReturn, number, isKept: false) && ReturnBefore(main.Syntax) is { } @return)
            return new HandedPermit(main.Syntax, @return);

        return Keeps(giver.Flow.AtThrow, number) && Risks(giver, main, model, semantics).FirstOrDefault(risk => !releases.Exists(release => IsCaughtFor(release.Syntax, risk.Syntax))) is { } thrower
            ? new HandedPermit(main.Syntax, thrower.Syntax)
            : null;
    }

    /// <summary>Run once for each permit: as a task, as a work item, or where the function is called by its name. What others do with a delegate is not to be seen.</summary>
    private static bool IsHandedTheWork(FunctionFlow function, CodeBody taker) => function.Scope.Symbol switch
    {
        { MethodKind: MethodKind.LocalFunction or MethodKind.Ordinary } named => TreeWords.Of(taker.Declaration.SyntaxTree, CancellationToken.None).Tokens(named.Name, taker.Declaration.Span)
            .Where(token => token.Parent is SimpleNameSyntax).All(token => token.Parent!.Parent is InvocationExpressionSyntax call && call.Expression == token.Parent
                && call.Ancestors().TakeWhile(up => up != taker.Declaration).OfType<AnonymousFunctionExpressionSyntax>().All(lambda => StartedWork.StartOf(lambda, taker.Model) is not null)),
        { MethodKind: MethodKind.AnonymousFunction } lambda => lambda.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } syntax && StartedWork.StartOf(syntax, taker.Model) is not null,
        _ => false,
    };

    /// <summary>Nobody but <paramref name="body"/> names the private method.</summary>
    public static bool IsOnlyCalledIn(CodeBody body, IMethodSymbol method, SyntaxNode declaration) => SyncModel.TreesOf(method.ContainingType)
        .SelectMany(tree => TreeWords.Of(tree, CancellationToken.None).Tokens(method.Name)).Where(token => token.Parent is SimpleNameSyntax)
        .All(token => token.SyntaxTree == body.Declaration.SyntaxTree && body.Declaration.Span.Contains(token.Span)) && declaration != body.Declaration;

    private static bool Keeps(LockState? exits, int number, bool isKept = true) => exits is not null && exits.Scenarios.Any(scenario => scenario.Held[number, LockMode.Permit] is { IsUnknown: false, Depth: var depth } && (depth == 0) == isKept);

    private static bool IsInHandler(PermitEvent release) => SyntaxScope.Within(release.Syntax).Any(up => up is CatchClauseSyntax);

    // What hangs on a condition is a plan that is not to be seen through.
    private static bool IsConditional(SyntaxNode release) => SyntaxScope.Within(release).Any(up => up is IfStatementSyntax or SwitchSectionSyntax or SwitchExpressionArmSyntax or ConditionalExpressionSyntax or ConditionalAccessExpressionSyntax
        or BinaryExpressionSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax);

    private static ReturnStatementSyntax? ReturnBefore(SyntaxNode release) => release.Ancestors().First(SyntaxScope.IsFunction)
        .DescendantNodes(node => !SyntaxScope.IsFunction(node) || node.Span.Contains(release.Span)).OfType<ReturnStatementSyntax>()
        .FirstOrDefault(@return => @return.SpanStart < release.SpanStart && !@return.Span.Contains(release.Span) && SyntaxScope.FinallyOf(@return, release) is null);

    /// <summary>What may throw on the way to the release, and is not caught on the spot.</summary>
    private static IEnumerable<IOperation> Risks(PermitTrace giver, PermitEvent main, SyncModel model, SemanticModel semantics) => BlockOperations.Of(giver.Function.Scope.Graph!)
        .SelectMany(operation => operation.DescendantsAndSelf())
        .Where(operation => operation.Syntax.Span.End <= main.Syntax.SpanStart && (PermitTrace.IsThrown(operation) || (operation is IInvocationOperation or IAwaitOperation && ExceptionPolicy.MayThrow(operation, semantics))))
        .Where(operation => !CatchAll.Covers(operation.Syntax, semantics) && !(giver.Function.Scope.Unwrap(operation) is IInvocationOperation call && IsSafe(call.TargetMethod, model)))
        .OrderBy(operation => operation.Syntax.SpanStart);

    private static bool IsCaughtFor(SyntaxNode release, SyntaxNode risk) => SyntaxScope.FinallyOf(risk, release) is not null || SyntaxScope.TryBetween(risk, release) is not null;

    /// <summary>Wherever the call goes, all exceptions are caught there, on purpose: what does nothing today may throw tomorrow.</summary>
    private static bool IsSafe(IMethodSymbol method, SyncModel model)
    {
        var bodies = model.Summaries.Targets.Of(method).Select(target => model.BodyOf(target)).ToList();
        return bodies.Count > 0 && bodies.TrueForAll(body => body is not null && CatchAll.IsAllOf(body)) && bodies.Exists(body => body!.Declaration.DescendantNodes().Any(node => node is CatchClauseSyntax));
    }
}
