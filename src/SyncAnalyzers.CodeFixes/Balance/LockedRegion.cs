namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>The statements between an acquire and its release, where both belong to one block.</summary>
/// <param name="Acquire">The acquiring statement, if it stands in the block; a condition of the statement around otherwise.</param>
/// <param name="Repeated">Releases within the region that a finally block makes superfluous: each is followed by a jump out.</param>
/// <param name="Escaping">What is declared in it and used behind it.</param>
internal sealed record LockedRegion(BlockSyntax Block, StatementSyntax? Acquire, int First, int Last, ImmutableArray<StatementSyntax> Repeated, Escaping Escaping)
{
    public StatementSyntax Release => Block.Statements[Last];

    public IEnumerable<StatementSyntax> Before => Block.Statements.Take(Acquire is null ? First : First - 1);

    public IEnumerable<StatementSyntax> After => Block.Statements.Skip(Last + (Escaping.Return is null ? 1 : 2));

    /// <summary>The guarded statements without the superfluous releases, and the statement that returns what they found.</summary>
    public ImmutableArray<StatementSyntax> Body =>
    [
        .. Block.Statements.Skip(First).Take(Last - First).Select(Clean).OfType<StatementSyntax>().Select(Escaping.Inside).OfType<StatementSyntax>(),
        .. new[] { Escaping.Return?.WithLeadingTrivia(Layout.Joined(Release.GetLeadingTrivia(), Escaping.Return.GetLeadingTrivia())) }.OfType<StatementSyntax>(),
    ];

    public bool Suspends => Awaiting.Suspends(Block.Statements.Skip(First).Take(Last - First));

    /// <param name="model">Only where what is used behind the region may be declared before it, or go along.</param>
    public static LockedRegion? Find(SyntaxNode acquire, SyntaxNode release, SemanticModel? model = null)
    {
        var given = StatementOf(release, acquire);
        var (block, first, taken) = StartOf(acquire);
        if (block is null || given is null)
            return null;

        // The release of the region is the last one in the acquire's own block.
        var text = given.ToString();
        var last = block.Statements.LastIndexOf(statement => statement.ToString() == text);
        if (last < first)
            return null;

        var region = block.Statements.Skip(first).Take(last - first).ToList();
        var repeated = region.SelectMany(statement => statement.DescendantNodesAndSelf()).OfType<StatementSyntax>().Where(statement => statement.ToString() == text).ToImmutableArray();
        return repeated.All(IsFollowedByJump) && !region.Exists(IsTooIntricate) && Escaping.Of(region, [.. block.Statements.Skip(last + 1)], model) is { } escaping
            ? new LockedRegion(block, taken, first, last, repeated, escaping)
            : null;
    }

    /// <summary>The releasing statement, its guard included: <c>if (taken) Monitor.Exit(_gate);</c>.</summary>
    private static StatementSyntax? StatementOf(SyntaxNode release, SyntaxNode acquire)
    {
        var statement = release.FirstAncestorOrSelf<StatementSyntax>() as ExpressionStatementSyntax;
        return statement?.Parent is IfStatementSyntax { Else: null, Condition: IdentifierNameSyntax taken } guard && guard.Statement == statement
            && acquire is InvocationExpressionSyntax call && call.ArgumentList.Arguments.Any(argument => argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword) && argument.Expression.ToString() == taken.ToString())
            ? guard
            : statement;
    }

    public static (BlockSyntax? Block, int First, StatementSyntax? Acquire) StartOf(SyntaxNode acquire)
    {
        var statement = acquire.FirstAncestorOrSelf<StatementSyntax>();
        switch (statement)
        {
            case ExpressionStatementSyntax { Parent: BlockSyntax block, Expression: InvocationExpressionSyntax or AwaitExpressionSyntax }:
            case LocalDeclarationStatementSyntax { Parent: BlockSyntax }:
                block = (BlockSyntax)statement.Parent;
                return (block, block.Statements.IndexOf(statement) + 1, statement);

            // if (TryEnter(...)) { region }
            case IfStatementSyntax { Statement: BlockSyntax inner } @if when @if.Condition == acquire:
                return (inner, 0, null);

            // if (!TryEnter(...)) return; region
            case IfStatementSyntax { Parent: BlockSyntax block, Condition: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not, Else: null } @if when not.Operand == acquire && IsJump(@if.Statement):
                return (block, block.Statements.IndexOf(@if) + 1, @if);

            default:
                return default;
        }
    }

    private StatementSyntax? Clean(StatementSyntax statement) => Repeated.Contains(statement) ? null : statement.RemoveNodes(Repeated.Where(statement.Contains), SyntaxRemoveOptions.KeepDirectives | SyntaxRemoveOptions.KeepUnbalancedDirectives);

    // Labels, local functions and using declarations mean something else in a block of their own.
    public static bool IsTooIntricate(StatementSyntax statement) =>
        statement is LabeledStatementSyntax or LocalFunctionStatementSyntax || statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not (int)SyntaxKind.None } || statement.ContainsDirectives;

    /// <summary>Nothing but the way out comes after the release, which can be left out: what came in between would run before the one of a finally block.</summary>
    public static bool IsFollowedByJump(StatementSyntax release) =>
        release.Parent is BlockSyntax block && block.Statements.IndexOf(release) is var at && at + 1 < block.Statements.Count && block.Statements[at + 1] is ReturnStatementSyntax or ThrowStatementSyntax && !HasComment(release);

    private static bool HasComment(SyntaxNode node) => node.DescendantTrivia().Any(trivia => trivia.ToString().StartsWith("/", StringComparison.Ordinal));

    private static bool IsJump(StatementSyntax statement) => statement is ReturnStatementSyntax or ThrowStatementSyntax || (statement is BlockSyntax { Statements: { Count: > 0 } inner } && IsJump(inner.Last()));
}
