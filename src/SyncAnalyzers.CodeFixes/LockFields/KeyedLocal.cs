namespace SyncAnalyzers.CodeFixes.LockFields;

/// <summary>A local that remembers the lock of a key.</summary>
internal sealed record KeyedLocal(LocalDeclarationStatementSyntax Statement, ExpressionSyntax Key)
{
    /// <summary>What is said before the statement that now names the key instead; <see langword="null"/> where the key may be another one there, or what is said of the local would get lost.</summary>
    public SyntaxTriviaList? Before(StatementSyntax first, FixTarget target)
    {
        if (Remarks.AreIn(Statement.WithoutLeadingTrivia()))
            return null;

        var behind = ((BlockSyntax)Statement.Parent!).Statements.SkipWhile(statement => statement != Statement).Skip(1).ToList();
        if (behind.Count == 0)
            return null;

        if (behind[0] == first)
            return Joined(Statement.GetLeadingTrivia(), first.GetLeadingTrivia());

        return !Remarks.AreIn(Statement) && IsSameIn(behind, target) ? first.GetLeadingTrivia() : null;
    }

    /// <summary>What is said before two statements that become one.</summary>
    public static SyntaxTriviaList Joined(SyntaxTriviaList first, SyntaxTriviaList second)
    {
        if (!Remarks.AreIn(second))
            return first;

        // Both begin with the indentation of their line.
        return [.. first.Reverse().SkipWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse(), .. second.SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))];
    }

    /// <summary>The key is made of constants, and of variables that nothing behind assigns to, here or in a lambda.</summary>
    private bool IsSameIn(List<StatementSyntax> behind, FixTarget target) =>
        target.Model.AnalyzeDataFlow(behind[0], behind[behind.Count - 1]) is { Succeeded: true } flow
        && Key.DescendantNodesAndSelf().All(node => node switch
        {
            LiteralExpressionSyntax or ThisExpressionSyntax or MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax or TupleExpressionSyntax or ArgumentSyntax => true,
            IdentifierNameSyntax name => target.Model.GetSymbolInfo(name, target.Cancellation).Symbol switch
            {
                IFieldSymbol { IsReadOnly: true } or IFieldSymbol { IsConst: true } or ITypeSymbol or INamespaceSymbol => true,
                (ILocalSymbol { RefKind: RefKind.None } or IParameterSymbol { RefKind: RefKind.None }) and { } variable => !flow.WrittenInside.Contains(variable, SymbolEqualityComparer.Default) && !flow.Captured.Contains(variable, SymbolEqualityComparer.Default),
                _ => false,
            },
            _ => false,
        });
}
