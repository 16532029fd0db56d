namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>Base of the fixes of this family: each rewrites one document.</summary>
public abstract class SemaphoreFix(string id) : CodeFixProvider
{
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [id];

    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            foreach (var (title, changed) in Offer(new FixTarget(root, model, diagnostic, context.CancellationToken)))
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), title), diagnostic);
        }
    }

    /// <summary>The ways to put it right, the best first. What is offered is finished, so that it cannot turn out not to work.</summary>
    protected abstract IEnumerable<(string Title, SyntaxNode Changed)> Offer(FixTarget target);
}

/// <summary>What a fix has to start from.</summary>
public sealed record FixTarget(SyntaxNode Root, SemanticModel Model, Diagnostic Diagnostic, CancellationToken Cancellation)
{
    /// <summary>The expression that was reported.</summary>
    public ExpressionSyntax? Reported => At(Diagnostic.Location);

    /// <summary>The expressions that explain the report, in this document.</summary>
    public IEnumerable<ExpressionSyntax> Explaining => Diagnostic.AdditionalLocations.Where(l => l.SourceTree == Root.SyntaxTree).Select(At).OfType<ExpressionSyntax>();

    private ExpressionSyntax? At(Location location) => Root.FindNode(location.SourceSpan, getInnermostNodeForTie: true).AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault(node => node.Span == location.SourceSpan);

    /// <summary>A name like <paramref name="wanted"/> that means nothing yet at <paramref name="place"/>.</summary>
    public string FreeName(string wanted, SyntaxNode place)
    {
        var taken = new HashSet<string>(Model.LookupSymbols(place.SpanStart).Select(s => s.Name), StringComparer.Ordinal);
        taken.UnionWith(place.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().First().DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText));
        for (var i = 0; ; i++)
        {
            if (!taken.Contains(i == 0 ? wanted : wanted + i))
                return i == 0 ? wanted : wanted + i;
        }
    }

    /// <summary>The function that <paramref name="node"/> stands in is async, and nothing around it forbids an await.</summary>
    public static bool MayAwait(SyntaxNode node)
    {
        foreach (var outer in node.Ancestors())
        {
            switch (outer)
            {
                case LockStatementSyntax or CatchFilterClauseSyntax or UnsafeStatementSyntax or QueryExpressionSyntax:
                    return false;
                case AnonymousFunctionExpressionSyntax function:
                    return function.AsyncKeyword.RawKind != 0;
                case LocalFunctionStatementSyntax function:
                    return function.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case BaseMethodDeclarationSyntax method:
                    return method.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case GlobalStatementSyntax:
                    return true;
                case MemberDeclarationSyntax or AccessorDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }
}
