using System.Text;

namespace SyncAnalyzers.Testing;

/// <summary>What the given analyzers have to report.</summary>
/// <param name="Unnamed">The id that needs no name in the marks.</param>
internal sealed record Expectation(ImmutableArray<DiagnosticAnalyzer> Analyzers, string? Unnamed)
{
    public static Expectation Of(DiagnosticAnalyzer analyzer) => new([analyzer], analyzer.SupportedDiagnostics[0].Id);

    public async Task<ImmutableArray<Diagnostic>> Reports(Scenario marked)
    {
        var project = TestProject.Create(marked);
        var all = ImmutableArray.CreateBuilder<Diagnostic>();

        foreach (var part in marked.Closure)
        {
            var partProject = project.Solution.Projects.Single(p => p.Name == part.Name);
            var reported = await TestProject.Analyze(partProject, Analyzers, marked.HasErrors);
            foreach (var (name, text) in part.Documents)
            {
                var document = partProject.Documents.Single(d => d.Name == name);
                Matches(text, reported.Where(d => d.Location.SourceTree?.FilePath == document.FilePath), "");
                Matches(text, await TestProject.AnalyzeLive(document, Analyzers), "In an editor:\n");
            }

            all.AddRange(reported);
        }

        return all.ToImmutable();
    }

    public Task IsSilentOn(Scenario scenario)
    {
        Assert.All(scenario.Closure.SelectMany(s => s.Documents), d => Assert.Equal(Markup.Strip(d.Text), d.Text));
        return Reports(scenario);
    }

    public async Task Explains(Scenario marked, string story)
    {
        var reported = await Reports(marked);
        SameText(story.ReplaceLineEndings("\n").TrimEnd('\n'), string.Join('\n', reported.OrderBy(d => d.Location, ByPlace).ThenBy(d => d.Id, StringComparer.Ordinal).Select(Story)), "");
    }

    /// <summary>Documents in the order of their paths, places in the order of the text.</summary>
    public static Comparer<Location> ByPlace { get; } = Comparer<Location>.Create((a, b) =>
        (string.CompareOrdinal(a.SourceTree?.FilePath, b.SourceTree?.FilePath), a.SourceSpan.CompareTo(b.SourceSpan)) switch { (0, var span) => span, var (path, _) => path });

    public static void SameText(string expected, string actual, string heading)
    {
        if (expected != actual)
            Assert.Fail($"{heading}Expected:\n{expected}\n\nActual:\n{actual}");
    }

    private void Matches(string marked, IEnumerable<Diagnostic> reported, string heading)
    {
        var diagnostics = reported.ToList();
        var actual = Markup.Apply(Markup.Strip(marked), diagnostics.Select(d => (d.Id, d.Location.SourceSpan)), Unnamed);
        var said = string.Concat(diagnostics.Select(d => $"\n{d.Id}: {d.GetMessage(null)}"));
        SameText(Markup.Normalize(marked, Unnamed), actual, heading + said);
    }

    private static string Story(Diagnostic diagnostic)
    {
        var text = new StringBuilder(Place(diagnostic.Location)).Append(diagnostic.GetMessage(null));
        foreach (var location in diagnostic.AdditionalLocations)
            text.Append("\n    ").Append(Place(location)).Append(Code(location));

        return text.ToString();
    }

    private static string Place(Location location)
    {
        var line = location.GetLineSpan();
        return $"{Path.GetFileName(line.Path)}({line.StartLinePosition.Line + 1}): ";
    }

    private static string Code(Location location) =>
        location.SourceTree!.GetText().ToString(location.SourceSpan).Split('\n')[0].TrimEnd();
}
