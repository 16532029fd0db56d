namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>Calls of <c>Volatile</c> and <c>Interlocked</c>.</summary>
internal static class AtomicCall
{
    /// <summary><c>Interlocked.Exchange(ref variable, value)</c></summary>
    public static InvocationExpressionSyntax On(SemanticModel model, string type, string method, ExpressionSyntax variable, params ExpressionSyntax[] values) => InvocationExpression(
        ParseExpression(ThreadingName.At(model, variable.SpanStart, type) + "." + method),
        ArgumentList(SeparatedList(
            [Argument(null, Token(SyntaxKind.RefKeyword).WithTrailingTrivia(Space), variable.WithoutTrivia()), .. values.Select(value => Argument(value.WithoutTrivia()))],
            values.Select(_ => Token(SyntaxKind.CommaToken).WithTrailingTrivia(Space)))));
}
