using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Semaphores;

namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>Waits for one semaphore, one straight after the other or in a loop that does nothing else.</summary>
/// <param name="Waits">The statements: the waits, or the loop.</param>
/// <param name="Count">How many permits; <see langword="null"/> where only running the loop tells.</param>
internal sealed record CollectedPermits(BlockSyntax Block, ImmutableArray<StatementSyntax> Waits, InvocationExpressionSyntax Wait, ExpressionSyntax? Count)
{
    public static CollectedPermits? Find(FixTarget target) =>
        target.Explaining.FirstOrDefault() is InvocationExpressionSyntax first && From(first, target) is { } permits && permits.Waits.Any(wait => wait.Span.Contains(target.Diagnostic.Location.SourceSpan))
            ? permits
            : null;

    /// <summary>What begins with this wait; <see langword="null"/> if it is but one.</summary>
    public static CollectedPermits? From(InvocationExpressionSyntax first, FixTarget target)
    {
        if (WaitTask.WholeOf(first).Parent is not ExpressionStatementSyntax statement)
            return null;

        if (LoopAround(statement) is { Parent: BlockSyntax outer } loop)
            return new CollectedPermits(outer, [loop], first, CountOf(loop, target));

        ImmutableArray<StatementSyntax> waits = statement.Parent is BlockSyntax block ? [.. block.Statements.SkipWhile(other => other != statement).TakeWhile(other => AreEquivalent(other, statement))] : [];
        return waits.Length > 1 ? new CollectedPermits((BlockSyntax)statement.Parent!, waits, first, LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(waits.Length))) : null;
    }

    /// <summary>The try statement straight behind, and how many of its last statements give all permits back.</summary>
    public (TryStatementSyntax Try, int Releases)? GivenBack(ExpressionSyntax named, SemanticModel model)
    {
        var next = Block.Statements.IndexOf(Waits[Waits.Length - 1]) + 1;
        if (Count is null || next == Block.Statements.Count || Block.Statements[next] is not TryStatementSyntax { Finally.Block.Statements: { Count: > 0 } last } @try || Remarks.AreIn(Block, TextSpan.FromBounds(Waits[0].SpanStart, Waits[Waits.Length - 1].Span.End)))
            return null;

        List<InvocationExpressionSyntax> releases = [.. last.Reverse().Select(statement => (statement as ExpressionStatementSyntax)?.Expression as InvocationExpressionSyntax)
            .TakeWhile(call => call?.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Release", Expression: var released } && AreEquivalent(released, named)).OfType<InvocationExpressionSyntax>()];
        if (releases.Count == 0 || Remarks.AreIn(@try.Finally!) || Remarks.AreIn(@try.GetLeadingTrivia()))
            return null;

        var count = releases.Count == 1 && releases[0].ArgumentList.Arguments is { Count: 1 } arguments ? arguments[0].Expression : null;
        var isAtOnce = count is not null && (AreEquivalent(count, Count) || Equals(model.GetConstantValue(count).Value, (Count as LiteralExpressionSyntax)?.Token.Value));
        return isAtOnce || (releases.TrueForAll(release => release.ArgumentList.Arguments.Count == 0) && releases.Count == Waits.Length && Waits[0] is ExpressionStatementSyntax) ? (@try, releases.Count) : null;
    }

    private static StatementSyntax? LoopAround(ExpressionStatementSyntax wait) =>
        (wait.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : wait.Parent) as StatementSyntax is { } loop and (ForStatementSyntax or ForEachStatementSyntax) ? loop : null;

    /// <summary>The bound of <c>for (var i = 0; i &lt; bound; i++)</c>, a value that the loop cannot change.</summary>
    private static ExpressionSyntax? CountOf(StatementSyntax loop, FixTarget target)
    {
        if (loop is not ForStatementSyntax { Declaration.Variables: { Count: 1 } variables, Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression, Left: IdentifierNameSyntax tested, Right: var bound }, Incrementors: { Count: 1 } steps }
            || variables[0].Initializer?.Value is not LiteralExpressionSyntax { Token.Value: 0 }
            || steps[0] is not PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression, Operand: IdentifierNameSyntax counted }
            || tested.Identifier.ValueText != variables[0].Identifier.ValueText || counted.Identifier.ValueText != variables[0].Identifier.ValueText)
        {
            return null;
        }

        return target.Model.GetConstantValue(bound, target.Cancellation).HasValue || target.Model.GetSymbolInfo(bound, target.Cancellation).Symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol { IsReadOnly: true } ? bound : null;
    }
}
