namespace SyncAnalyzers.CodeFixes;

/// <summary>Keeps line ends as the document has them, where it has but one kind.</summary>
internal static class LineEnds
{
    /// <summary>The document with its new root, formatted where the fix asks for it.</summary>
    /// <remarks>The formatter ends lines as the project's settings or the machine have it, and leaves alone what ends already.</remarks>
    public static async Task<Document> KeptAsync(Document document, SyntaxNode changed, CancellationToken cancellation)
    {
        var after = document.WithSyntaxRoot(changed);
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } before || Only(before) is not { } end)
            return after;

        after = await Formatter.FormatAsync(after, Formatter.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
        after = await Formatter.FormatAsync(after, SyntaxAnnotation.ElasticAnnotation, cancellationToken: cancellation).ConfigureAwait(false);
        var root = (await after.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        return after.WithSyntaxRoot(root.ReplaceTrivia(Others(root, end), (_, _) => EndOfLine(end)));
    }

    private static string? Only(SyntaxNode root)
    {
        var end = Ends(root).FirstOrDefault().ToString();
        return end.Length == 0 || Others(root, end).Any() ? null : end;
    }

    private static IEnumerable<SyntaxTrivia> Others(SyntaxNode root, string end) => Ends(root).Where(trivia => trivia.ToString() != end);

    private static IEnumerable<SyntaxTrivia> Ends(SyntaxNode root) => root.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
