using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>SYNC4012: asks and takes in one step with <c>Wait(0)</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CountCheckFix)), Shared]
public sealed class CountCheckFix() : RewritingFix(CountCheckAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Reported is not MemberAccessExpressionSyntax { Parent: BinaryExpressionSyntax { Parent: IfStatementSyntax { Else: null } @if } test } count
            || target.Explaining.FirstOrDefault() is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "WaitAsync" } waited, ArgumentList.Arguments.Count: 0 } wait
            || wait.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } statement
            || statement.GetLeadingTrivia().Concat(statement.GetTrailingTrivia()).Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia))
            || !AreEquivalent(waited.Expression, count.Expression)
            || IsFree(test, count) is not { } isFree)
        {
            yield break;
        }

        ExpressionSyntax taken = InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, count.Expression.WithoutTrivia(), IdentifierName("Wait")))
            .AddArgumentListArguments(Argument(LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(0))));

        // Free: the wait is the first thing done then. Not free: the method is left, and the wait comes next.
        if (isFree && @if.Statement is BlockSyntax block && block.Statements.FirstOrDefault() == statement)
            yield return ("Ask with Wait(0)", target.Root.ReplaceNode(@if, @if.WithCondition(taken).WithStatement(block.WithStatements(block.Statements.RemoveAt(0)))));
        else if (!isFree && @if.Parent is BlockSyntax outer && outer.Statements.IndexOf(@if) + 1 is var next && next < outer.Statements.Count && outer.Statements[next] == statement)
            yield return ("Ask with Wait(0)", target.Root.ReplaceNode(outer, outer.WithStatements(outer.Statements.Replace(@if, @if.WithCondition(PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, taken))).RemoveAt(next))));
    }

    /// <summary>The test asks whether there is a permit (true) or whether there is none (false).</summary>
    private static bool? IsFree(BinaryExpressionSyntax test, ExpressionSyntax count)
    {
        if (test.Left != count || test.Right is not LiteralExpressionSyntax { Token.Value: int number })
            return null;

        return (test.OperatorToken.ValueText, number) switch
        {
            (">", 0) or ("!=", 0) or (">=", 1) => true,
            ("==", 0) or ("<", 1) or ("<=", 0) => false,
            _ => null,
        };
    }
}
