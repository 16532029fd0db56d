namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>Base of the fixes that rewrite one document: what cannot be fixed is not offered.</summary>
public abstract class BalanceFix(params string[] ids) : CodeFixProvider
{
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [.. ids];

    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return;

        foreach (var diagnostic in context.Diagnostics)
        {
            // What explains the report in other files is no business of a fix here.
            ImmutableArray<SyntaxNode> others = [.. diagnostic.AdditionalLocations
                .Where(location => location.SourceTree == root.SyntaxTree)
                .Select(location => root.FindNode(location.SourceSpan, getInnermostNodeForTie: true))];

            // Every reason not to fix is checked before the fix is offered, by making it.
            if (Fix(root, model, root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), others) is { } change)
                context.RegisterCodeFix(CodeAction.Create(change.Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(change.Root)), GetType().Name), diagnostic);
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
