using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2003: removes the one of two releases that is too many.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveReleaseFix)), Shared]
public sealed class RemoveReleaseFix() : BalanceFix(ReleasedUnheldAnalyzer.Rule.Id)
{
    protected override (string Title, SyntaxNode Root)? Fix(SyntaxNode root, SemanticModel model, SyntaxNode at, ImmutableArray<SyntaxNode> others)
    {
        // Where no other release explains the report, an acquire may be missing instead.
        if (at.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax } release || !others.Any(other => IsRelease(other, at)))
            return null;

        var options = SyntaxRemoveOptions.KeepDirectives | SyntaxRemoveOptions.KeepUnbalancedDirectives;
        if (HasRemarks(release.GetLeadingTrivia()) || HasRemarks(release.GetTrailingTrivia()))
            options |= SyntaxRemoveOptions.KeepExteriorTrivia;

        return ("Remove the release", root.RemoveNode(release, options)!);
    }

    private static bool IsRelease(SyntaxNode other, SyntaxNode at) =>
        other.ToString() == at.ToString() || other.FirstAncestorOrSelf<LockStatementSyntax>() is { } statement && statement.Expression.Span.Contains(other.Span);
}
