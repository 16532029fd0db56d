namespace SyncAnalyzers.Testing;

/// <summary>What no fix may lose or bring in.</summary>
internal static class Preservation
{
    public static async Task Check(Project before, Project after)
    {
        foreach (var project in after.Solution.Projects)
        {
            var old = before.Solution.GetProject(project.Id)!;
            var lost = (await Remarks(old)).Except(await Remarks(project));
            Assert.True(!lost.Any(), "The fix loses: " + string.Join("; ", lost.Select(l => l.Text)));

            await KeepsLineEnds(old, project);
            var brought = (await Warnings(project)).Except(await Warnings(old));
            Assert.True(!brought.Any(), "The fix brings in: " + string.Join("; ", brought.Select(b => $"{b.Text} (number {b.Number})")));
        }
    }

    private static async Task KeepsLineEnds(Project before, Project after)
    {
        foreach (var document in before.Documents)
        {
            var had = (await document.GetTextAsync(TestContext.Current.CancellationToken)).ToString();
            var has = (await after.GetDocument(document.Id)!.GetTextAsync(TestContext.Current.CancellationToken)).ToString();
            Assert.True(had.ReplaceLineEndings(LineEnd(had)) != had || has.ReplaceLineEndings(LineEnd(had)) == has, "The fix ends lines as the document does not.");
        }
    }

    private static string LineEnd(string text) => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>Comments and directives. Equal ones are numbered, so that losing one of two is noticed.</summary>
    private static async Task<IEnumerable<(string Text, int Number)>> Remarks(Project project)
    {
        List<string> found = [];
        foreach (var document in project.Documents)
        {
            var root = await document.GetSyntaxRootAsync(TestContext.Current.CancellationToken);
            found.AddRange(root!.DescendantTrivia()
                .Where(t => t.IsDirective || t.ToString().StartsWith("//", StringComparison.Ordinal) || t.ToString().StartsWith("/*", StringComparison.Ordinal))
                .Select(t => string.Join('\n', t.ToString().Split('\n').Select(line => line.Trim()))));
        }

        return Numbered(found);
    }

    private static async Task<IEnumerable<(string Text, int Number)>> Warnings(Project project)
    {
        var compilation = await project.GetCompilationAsync(TestContext.Current.CancellationToken);
        return Numbered(compilation!.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(d => d.Severity >= DiagnosticSeverity.Warning)
            .Select(d => $"{d.Id}: {d.GetMessage(null)}"));
    }

    private static IEnumerable<(string Text, int Number)> Numbered(IEnumerable<string> texts) =>
        texts.GroupBy(text => text).SelectMany(same => same.Select((text, number) => (text, number)));
}
