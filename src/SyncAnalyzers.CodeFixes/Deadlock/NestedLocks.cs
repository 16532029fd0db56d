namespace SyncAnalyzers.CodeFixes.Deadlock;

/// <summary>Two lock statements with nothing between them.</summary>
internal sealed record NestedLocks(LockStatementSyntax Outer, LockStatementSyntax Inner)
{
    /// <param name="at">The expression of the inner statement.</param>
    public static NestedLocks? Find(SyntaxNode root, Location at) =>
        root.FindNode(at.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<LockStatementSyntax>() is { } inner
        && inner.Expression.Span.Contains(at.SourceSpan)
        && (inner.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : inner.Parent) is LockStatementSyntax outer
            ? new NestedLocks(outer, inner)
            : null;
}
