namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>A try statement whose finally block releases, and which begins too late: statements stand between the acquisition and it.</summary>
internal static class LateTry
{
    public const string Title = "Begin the try straight after it";

    /// <param name="first">Where the lock is held from.</param>
    /// <param name="isRelease">Whether a statement releases that lock.</param>
    /// <returns>The block with the statements inside the try, under no handler that was not theirs.</returns>
    public static BlockSyntax? Widen(BlockSyntax block, int first, Func<ExpressionStatementSyntax, bool> isRelease, SemanticModel model)
    {
        var at = block.Statements.IndexOf(statement => statement is TryStatementSyntax { Finally.Block.Statements: { Count: 1 } only } && only[0] is ExpressionStatementSyntax last && isRelease(last));
        if (at <= first || block.Statements[at] is not TryStatementSyntax @try || @try.Block.Statements.Count == 0 || Remarks.AreIn(@try.Finally!.FinallyKeyword.LeadingTrivia))
            return null;

        List<StatementSyntax> between = [.. block.Statements.Skip(first).Take(at - first)];
        List<StatementSyntax> rest = [.. block.Statements.Skip(at + 1)];
        if (between.Exists(statement => LockedRegion.IsTooIntricate(statement) || statement.DescendantNodesAndSelf().OfType<ExpressionStatementSyntax>().Any(isRelease)) || Layout.Of(block) is not { } layout
            || Escaping.Of(between, rest, model) is not { Return: null } escaping)
        {
            return null;
        }

        List<StatementSyntax> moved = [.. between.Select(escaping.Inside).OfType<StatementSyntax>()];
        if (moved.Count == 0)
            return null;

        var declared = escaping.Declarations.Select(layout.Alone);
        var before = first == 0 ? 0 : first - 1;
        return block.WithStatements(
            [.. block.Statements.Take(before), .. declared, .. block.Statements.Skip(before).Take(first - before), @try.Catches.Count == 0 ? Wider(@try, moved, layout) : Around(@try, moved, layout), .. rest]);
    }

    private static TryStatementSyntax Wider(TryStatementSyntax @try, List<StatementSyntax> moved, Layout layout)
    {
        // What was said before the try is said before what was its first statement.
        List<StatementSyntax> own = [.. @try.Block.Statements];
        var said = layout.Deeper(TriviaList(@try.GetLeadingTrivia().Reverse().SkipWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse()));
        own[0] = own[0].WithLeadingTrivia(said.AddRange(own[0].GetLeadingTrivia()));
        moved[0] = moved[0].WithLeadingTrivia(Layout.WithoutEmptyLines(moved[0].GetLeadingTrivia()));
        return @try.WithBlock(@try.Block.WithStatements([.. moved.Select(layout.Deeper), .. own])).WithLeadingTrivia(Whitespace(layout.Indent));
    }

    private static TryStatementSyntax Around(TryStatementSyntax @try, List<StatementSyntax> moved, Layout layout)
    {
        var handled = @try.WithFinally(null);
        return layout.Try([.. moved, handled.WithTrailingTrivia(layout.Line)], layout.Alone(@try.Finally!.Block.Statements[0].WithoutTrivia())).WithTrailingTrivia(@try.GetTrailingTrivia());
    }
}
