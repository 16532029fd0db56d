namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>Base of the fixes that know one way to put a report right.</summary>
public abstract class BalanceFix(params string[] ids) : RewritingFix(ids)
{
    protected sealed override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        // What explains the report in other files is no business of a fix here.
        ImmutableArray<SyntaxNode> others = [.. target.Diagnostic.AdditionalLocations
            .Where(location => location.SourceTree == target.Root.SyntaxTree)
            .Select(location => target.Root.FindNode(location.SourceSpan, getInnermostNodeForTie: true))];

        if (Fix(target.Root, target.Model, target.Root.FindNode(target.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), others) is { } change)
        {
            // The title says what becomes of this report; all are fixed at once whatever becomes of each.
            yield return new FixOffer(change.Title, change.Root) { Key = GetType().Name };
        }
    }

    /// <returns>The title of the fix and the document after it; <see langword="null"/> where it would not compile, or guard something else.</returns>
    protected abstract (string Title, SyntaxNode Root)? Fix(SyntaxNode root, SemanticModel model, SyntaxNode at, ImmutableArray<SyntaxNode> others);

    /// <summary>The statements in the place of another statement, formatted anew.</summary>
    protected static SyntaxNode Replace(SyntaxNode root, BlockSyntax block, IEnumerable<StatementSyntax> statements) =>
        root.ReplaceNode(block, block.WithStatements(List(statements)));

    protected static T Formatted<T>(T node)
        where T : SyntaxNode => node.WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>A name of this beginning that the member around does not use yet.</summary>
    protected static string NewName(SyntaxNode place, string name)
    {
        var member = place.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? place.SyntaxTree.GetRoot();
        var used = member.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText).ToImmutableHashSet();
        return Enumerable.Range(0, used.Count + 1).Select(number => number == 0 ? name : name + number).First(candidate => !used.Contains(candidate));
    }

    protected static bool HasRemarks(SyntaxTriviaList trivia) => trivia.Any(t => t.IsDirective || t.ToString().TrimStart().StartsWith("/", StringComparison.Ordinal));
}
