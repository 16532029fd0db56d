using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Flow;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Tells calls of asynchronous functions that are waited for from those that are only started.</summary>
internal static class StartedTasks
{
    /// <summary>The task is dropped or put away: what it does after its first await, it does while the caller goes on.</summary>
    public static bool IsStarted(IOperation call)
    {
        if (call is not IInvocationOperation { TargetMethod: var method })
            return false;

        if (method is { ReturnsVoid: true, IsAsync: true })
            return true;

        // What an async function returns is a task, whatever its type, also one that is not known.
        if (!method.IsAsync && !FunctionScope.IsTask(method.ReturnType))
            return false;

        var task = call;
        while (task.Parent is IConversionOperation or IParenthesizedOperation || (task.Parent is IInvocationOperation { TargetMethod: var plumbing } && FunctionScope.IsTaskPlumbing(plumbing) && !FunctionScope.Completes(task.Parent)))
            task = task.Parent;

        return task.Parent switch
        {
            IExpressionStatementOperation or IVariableInitializerOperation => true,
            ISimpleAssignmentOperation assignment => assignment.Value == task,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Add" or "Enqueue", ContainingNamespace: { } space } } } => space.ToString().StartsWith("System.Collections", StringComparison.Ordinal),
            _ => false,
        };
    }

    /// <summary>Where the function's first await ends; behind everything where it has none.</summary>
    public static int EndOfFirstAwait(IMethodSymbol function) => function.DeclaringSyntaxReferences
        .SelectMany(reference => reference.GetSyntax() is var declaration ? declaration.DescendantNodes(node => node == declaration || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)) : [])
        .Select(EndOfAwait).OfType<int>().DefaultIfEmpty(int.MaxValue).Min();

    private static int? EndOfAwait(SyntaxNode node) => node switch
    {
        AwaitExpressionSyntax => node.Span.End,
        CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 } loop => loop.Expression.Span.End,
        _ => null,
    };
}
