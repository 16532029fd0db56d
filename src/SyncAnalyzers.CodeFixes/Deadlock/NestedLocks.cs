namespace SyncAnalyzers.CodeFixes.Deadlock;

/// <summary>Two lock statements with nothing between them.</summary>
internal sealed record NestedLocks(LockStatementSyntax Outer, LockStatementSyntax Inner)
{
    /// <summary>Whether nothing is said between the two, where it would get lost if they became one.</summary>
    public bool AreBare => Remarks.AreOutsideHead(Outer, Inner.CloseParenToken)
        && !Remarks.AreIn(Inner.GetTrailingTrivia()) && (Inner.Parent is not BlockSyntax block || !Remarks.AreIn(block.CloseBraceToken.LeadingTrivia));

    /// <param name="at">The expression of the inner statement.</param>
    public static NestedLocks? Find(SyntaxNode root, Location at) =>
        at.SourceTree == root.SyntaxTree
        && root.FindNode(at.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<LockStatementSyntax>() is { } inner
        && inner.Expression.Span.Contains(at.SourceSpan)
        && (inner.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : inner.Parent) is LockStatementSyntax outer
            ? new NestedLocks(outer, inner)
            : null;

    public static LockStatementSyntax? InnerOf(LockStatementSyntax outer) =>
        (outer.Statement is BlockSyntax { Statements: { Count: 1 } only } ? only[0] : outer.Statement) as LockStatementSyntax;
}
