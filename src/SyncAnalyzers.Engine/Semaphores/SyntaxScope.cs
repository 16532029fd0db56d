using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>Where a call stands in its function: under which loops, branches and handlers.</summary>
public static class SyntaxScope
{
    /// <summary>The ancestors of <paramref name="node"/> inside the function it belongs to, innermost first.</summary>
    public static IEnumerable<SyntaxNode> Within(SyntaxNode node)
    {
        for (var up = node.Parent; up is not null && !IsFunction(up); up = up.Parent)
            yield return up;
    }

    public static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax or AccessorDeclarationSyntax;

    public static IEnumerable<SyntaxNode> LoopsAround(SyntaxNode node) =>
        Within(node).Where(up => up is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax);

    /// <summary>The try whose handler or finally runs <paramref name="handled"/> when something in its block, around <paramref name="attempt"/>, throws.</summary>
    public static TryStatementSyntax? TryBetween(SyntaxNode attempt, SyntaxNode handled) => Within(handled)
        .OfType<TryStatementSyntax>()
        .FirstOrDefault(@try => @try.Block.Span.Contains(attempt.Span) && !@try.Block.Span.Contains(handled.Span));

    /// <summary>The finally in which <paramref name="handled"/> stands, and which runs whatever <paramref name="attempt"/>, in the block or a handler of the same try, throws.</summary>
    public static FinallyClauseSyntax? FinallyOf(SyntaxNode attempt, SyntaxNode handled) => Within(handled)
        .OfType<FinallyClauseSyntax>()
        .FirstOrDefault(@finally => @finally.Parent!.Span.Contains(attempt.Span) && !@finally.Span.Contains(attempt.Span));

    public static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
