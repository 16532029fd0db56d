namespace SyncAnalyzers.CodeFixes;

/// <summary>Fixes the reports of a document one after the other, each in the text that the fixes before it left.</summary>
/// <remarks>
/// The compiler's own way makes every fix in the original text and merges the differences, which drops all but one of the
/// fixes that change the same places: a field that several reports are about, or an import that all of them need.
/// </remarks>
internal sealed class FixOneByOne(RewritingFix fix) : DocumentBasedFixAllProvider
{
    protected override async Task<Document?> FixAllAsync(FixAllContext fixAllContext, Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        if (await document.GetSyntaxRootAsync(fixAllContext.CancellationToken).ConfigureAwait(false) is not { } root)
            return document;

        var given = document;
        List<MarkedReport> reports = [.. diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceSpan).Select(diagnostic => MarkedReport.Of(diagnostic, root))];
        var marks = reports.SelectMany(report => report.Places).Where(place => place.Node is not null).ToLookup(place => place.Node!, place => place.Mark);
        document = document.WithSyntaxRoot(root.ReplaceNodes(marks.Select(node => node.Key), (node, changed) => changed.WithAdditionalAnnotations(marks[node])));
        foreach (var report in reports)
        {
            if (await FixTarget.Create(document, report.In, fixAllContext.CancellationToken).ConfigureAwait(false) is not { } target)
                continue;

            var offers = await fix.OffersFor(target, fixAllContext.CodeActionEquivalenceKey).ConfigureAwait(false);
            if (offers.Count > 0)
                document = document.WithSyntaxRoot(offers[0].Changed);
        }

        return await LineEnds.KeptAsync(given, (await document.GetSyntaxRootAsync(fixAllContext.CancellationToken).ConfigureAwait(false))!, fixAllContext.CancellationToken).ConfigureAwait(false);
    }

    /// <summary>A report whose places are found again when the text around them has changed.</summary>
    private sealed record MarkedReport(Diagnostic Diagnostic, ImmutableArray<MarkedPlace> Places)
    {
        public static MarkedReport Of(Diagnostic diagnostic, SyntaxNode root) =>
            new(diagnostic, [.. diagnostic.AdditionalLocations.Prepend(diagnostic.Location).Select(place => MarkedPlace.Of(place, root))]);

        /// <returns>The report in the changed text; <see langword="null"/> if its place is gone: fixed together with another.</returns>
        public Diagnostic? In(SyntaxNode root)
        {
            List<Location> places = [.. Places.Select(place => place.In(root))];
            return places[0].IsInSource ? Diagnostic.Create(Diagnostic.Descriptor, places[0], places.Skip(1), Diagnostic.Properties) : null;
        }
    }

    /// <summary>A place of a report.</summary>
    /// <param name="Node">What stands there; <see langword="null"/> for another document, which does not change.</param>
    private sealed record MarkedPlace(Location Location, SyntaxNode? Node, SyntaxAnnotation Mark)
    {
        public static MarkedPlace Of(Location location, SyntaxNode root) =>
            new(location, location.SourceTree == root.SyntaxTree ? root.FindNode(location.SourceSpan, getInnermostNodeForTie: true) : null, new SyntaxAnnotation());

        public Location In(SyntaxNode root) => Node is null ? Location : root.GetAnnotatedNodes(Mark).FirstOrDefault()?.GetLocation() ?? Location.None;
    }
}
