namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>One of the programs in <c>samples</c>, in one of its two states.</summary>
internal sealed class Sample(string name, string state)
{
    /// <summary>The samples that have a wrong state and a right one.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateDirectories(Repository.InRoot("samples")).Where(folder => Directory.Exists(Path.Combine(folder, "Before"))).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public IReadOnlyDictionary<string, string> Sources { get; } = Directory.EnumerateFiles(Repository.InRoot("samples", name, state), "*.cs")
        .ToDictionary(file => Path.GetFileName(file), file => File.ReadAllText(file).ReplaceLineEndings("\n"));

    /// <summary>The warnings of a build, in the order of files and lines.</summary>
    public async Task<IEnumerable<Diagnostic>> Reports()
    {
        var project = TestProject.Create(new Scenario { NamedSources = Sources });
        return (await TestProject.Analyze(project, [.. Repository.Analyzers, new Harness.EmptyLockAnalyzer()]))
            .Where(d => d.Descriptor.IsEnabledByDefault && d.Severity >= DiagnosticSeverity.Warning)
            .OrderBy(d => d.Location.SourceTree!.FilePath, StringComparer.Ordinal).ThenBy(d => d.Location.SourceSpan.Start).ThenBy(d => d.Id, StringComparer.Ordinal);
    }
}
