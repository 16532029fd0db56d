namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>Says the contrary as shortly as it can be said.</summary>
internal static class Negation
{
    public static ExpressionSyntax Of(ExpressionSyntax condition, SemanticModel model) => condition switch
    {
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: ParenthesizedExpressionSyntax inner } => inner.Expression.WithoutTrivia(),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var operand } => operand.WithoutTrivia(),
        BinaryExpressionSyntax comparison when Contrary(comparison, model) is var (kind, token) and not (SyntaxKind.None, SyntaxKind.None) =>
            BinaryExpression(kind, comparison.Left, Token(token).WithTriviaFrom(comparison.OperatorToken), comparison.Right).WithoutTrivia(),
        BinaryExpressionSyntax or ConditionalExpressionSyntax or IsPatternExpressionSyntax or AssignmentExpressionSyntax =>
            PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, ParenthesizedExpression(condition.WithoutTrivia())),
        _ => PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, condition.WithoutTrivia()),
    };

    // Neither of a < b and a >= b holds where one of them is no number, and an operator of the user's may mean anything.
    private static (SyntaxKind Expression, SyntaxKind Token) Contrary(BinaryExpressionSyntax comparison, SemanticModel model)
    {
        if (model.GetSymbolInfo(comparison).Symbol is IMethodSymbol { MethodKind: not MethodKind.BuiltinOperator })
            return default;

        var isOrdered = model.GetTypeInfo(comparison.Left).Type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;
        return comparison.Kind() switch
        {
            SyntaxKind.EqualsExpression => (SyntaxKind.NotEqualsExpression, SyntaxKind.ExclamationEqualsToken),
            SyntaxKind.NotEqualsExpression => (SyntaxKind.EqualsExpression, SyntaxKind.EqualsEqualsToken),
            SyntaxKind.LessThanExpression when isOrdered => (SyntaxKind.GreaterThanOrEqualExpression, SyntaxKind.GreaterThanEqualsToken),
            SyntaxKind.GreaterThanExpression when isOrdered => (SyntaxKind.LessThanOrEqualExpression, SyntaxKind.LessThanEqualsToken),
            SyntaxKind.LessThanOrEqualExpression when isOrdered => (SyntaxKind.GreaterThanExpression, SyntaxKind.GreaterThanToken),
            SyntaxKind.GreaterThanOrEqualExpression when isOrdered => (SyntaxKind.LessThanExpression, SyntaxKind.LessThanToken),
            _ => default,
        };
    }
}
