namespace SyncAnalyzers.CodeFixes;

/// <summary>What a fix has to start from.</summary>
public sealed record FixTarget(Document Document, SyntaxNode Root, SemanticModel Model, Diagnostic Diagnostic, CancellationToken Cancellation)
{
    /// <param name="report">Finds what was reported in the root of the document.</param>
    internal static async Task<FixTarget?> Create(Document document, Func<SyntaxNode, Diagnostic?> report, CancellationToken cancellation) =>
        await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root && report(root) is { } diagnostic
        && await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model
            ? new FixTarget(document, root, model, diagnostic, cancellation)
            : null;

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
}
