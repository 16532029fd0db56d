namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>The samples: what is wrong before is reported line by line, and nothing is after.</summary>
public sealed class EverySample
{
    public static TheoryData<string, string> Projects => [.. Sample.Names.SelectMany(name => new[] { (name, "Before"), (name, "After") })];

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task Is_reported_as_its_comments_say(string name, string state)
    {
        var sample = new Sample(name, state);
        var reported = (await sample.Reports()).Select(d => $"{Path.GetFileName(d.Location.SourceTree!.FilePath)}({d.Location.GetLineSpan().StartLinePosition.Line + 1}): {d.Id}");

        var marked = Marked(sample).ToList();
        Assert.Equal(marked, reported.Order(StringComparer.Ordinal));
        Assert.Equal(state == "Before", marked.Count > 0);
    }

    private static IEnumerable<string> Marked(Sample sample) =>
        (from source in sample.Sources
         from line in source.Value.Split('\n').Index()
         let mark = line.Item.LastIndexOf("// SYNC", StringComparison.Ordinal)
         where mark >= 0
         from id in line.Item[(mark + 3)..].Trim().Split(", ")
         select $"{source.Key}({line.Index + 1}): {id}").Order(StringComparer.Ordinal);
}
