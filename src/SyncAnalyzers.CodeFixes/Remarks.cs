using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.CodeFixes;

/// <summary>Comments and directives, which no fix may lose.</summary>
internal static class Remarks
{
    public static bool AreIn(SyntaxTriviaList trivia) => trivia.Any(Is);

    public static bool AreIn(SyntaxNode node) => node.DescendantTrivia().Any(Is);

    public static bool AreIn(SyntaxNode node, TextSpan span) => node.DescendantTrivia().Any(trivia => span.Contains(trivia.Span) && Is(trivia));

    /// <summary>Nothing is said inside the head of a statement that is written anew.</summary>
    public static bool AreOutsideHead(StatementSyntax statement, SyntaxToken end) => !AreIn(statement, TextSpan.FromBounds(statement.SpanStart, end.Span.End));

    private static bool Is(SyntaxTrivia trivia) => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);
}
