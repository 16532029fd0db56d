using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>Work that a function starts and does not wait for.</summary>
public static class StartedWork
{
    // What can be done with a list of tasks without waiting for them.
    private static readonly ImmutableHashSet<string> s_idleUses = ["Add", "Count", "Length", "Capacity", "AddRange"];

    /// <summary>The call that starts the function around <paramref name="use"/>, where nobody waits for what it returns before <paramref name="end"/>.</summary>
    /// <param name="scope">The code in which the work is started.</param>
    public static InvocationExpressionSyntax? ForgottenAround(CodeBody body, SyntaxNode use, SyntaxNode scope, int end) => use.Ancestors().TakeWhile(up => up != scope)
        .SelectMany(up => StartsOf(up, body, scope))
        .FirstOrDefault(start => start.SpanStart < end && !WaitTask.IsCompleted(start) && (WaitTask.IsDropped(WaitTask.WholeOf(start)) || (HolderOf(start) is { } holder && IsIdle(holder, scope))));

    /// <summary>The call that runs the lambda later, once, on another thread; <see langword="null"/> where nobody knows what becomes of it.</summary>
    public static InvocationExpressionSyntax? StartOf(SyntaxNode lambda, SemanticModel model) =>
        lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } && model.GetOperation(call) is IInvocationOperation start && KnownDelegates.IsStart(start) ? call : null;

    private static IEnumerable<InvocationExpressionSyntax> StartsOf(SyntaxNode function, CodeBody body, SyntaxNode scope) => function switch
    {
        AnonymousFunctionExpressionSyntax when StartOf(function, body.Model) is { } call => [call],
        LocalFunctionStatementSyntax local when local.Modifiers.Any(SyntaxKind.AsyncKeyword) => scope.DescendantNodes(node => node != local).OfType<InvocationExpressionSyntax>()
            .Where(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: var name } && name == local.Identifier.ValueText && SymbolEqualityComparer.Default.Equals(body.Model.GetSymbolInfo(call).Symbol, body.Model.GetDeclaredSymbol(local))),
        _ => [],
    };

    /// <summary>The local that the started task ends up in, alone or in a list.</summary>
    private static string? HolderOf(SyntaxNode task)
    {
        for (var up = task.Parent; ; up = up.Parent)
        {
            switch (up)
            {
                case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: var variable } }:
                    return variable;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add", Expression: IdentifierNameSyntax { Identifier.ValueText: var list } } }:
                    return list;
                case ArgumentSyntax or ArgumentListSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax or LambdaExpressionSyntax or CollectionExpressionSyntax or CollectionElementSyntax:
                    break;
                default:
                    return null;
            }
        }
    }

    private static bool IsIdle(string holder, SyntaxNode scope) => scope.DescendantNodes().OfType<IdentifierNameSyntax>()
        .Where(name => name.Identifier.ValueText == holder && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name))
        .All(name => name.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var used } && s_idleUses.Contains(used));
}
