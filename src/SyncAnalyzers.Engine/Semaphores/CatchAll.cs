using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>Code whose exceptions do not get out, because a handler on the spot takes all of them.</summary>
public static class CatchAll
{
    /// <summary>What <paramref name="node"/> throws is caught in its function, or it stands in a handler, which is taken to work out.</summary>
    public static bool Covers(SyntaxNode node, SemanticModel model) => SyntaxScope.Within(node).Any(up => up is CatchClauseSyntax or FinallyClauseSyntax
        || (up is TryStatementSyntax @try && @try.Block.Span.Contains(node.Span) && @try.Catches.Any(handler => TakesAll(handler, model))));

    /// <summary>The method lets no exception out: each call in it is covered.</summary>
    public static bool IsAllOf(CodeBody method) => method.Declaration is MethodDeclarationSyntax or LocalFunctionStatementSyntax
        && method.Declaration.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) || node == method.Declaration).All(node => node switch
        {
            ThrowStatementSyntax or ThrowExpressionSyntax => SyntaxScope.Within(node).OfType<CatchClauseSyntax>().FirstOrDefault() is null && Covers(node, method.Model),
            InvocationExpressionSyntax call => Covers(call, method.Model) || IsAnswer(method.Model.GetSymbolInfo(call).Symbol),
            AwaitExpressionSyntax => Covers(node, method.Model),
            _ => true,
        });

    // TaskCompletionSource.TrySetResult and the like say no where others throw.
    private static bool IsAnswer(ISymbol? method) => method is { ContainingType: { Name: "TaskCompletionSource", ContainingNamespace.Name: "Tasks" } } && method.Name.StartsWith("TrySet", StringComparison.Ordinal);

    private static bool TakesAll(CatchClauseSyntax handler, SemanticModel model) => handler.Filter is null
        && (handler.Declaration is null || model.GetTypeInfo(handler.Declaration.Type).Type is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } });
}
