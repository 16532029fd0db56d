using System.Text.RegularExpressions;

namespace SyncAnalyzers.Package.Tests;

/// <summary>The samples, built in a fresh project with the package, as somebody who found it would.</summary>
public sealed partial class SampleInstallation
{
    [Theory]
    [InlineData("BankTransfer", "Before")]
    [InlineData("BankTransfer", "After")]
    public async Task Is_warned_about_as_its_comments_say(string sample, string state)
    {
        var sources = Sources(sample, state);
        using var project = new FreshProject(sources);
        var reports = await project.Build();

        Assert.Equal(Marked(sources), reports.Select(r => $"{r.Place}: {r.Rule}").Order(StringComparer.Ordinal));
        Assert.All(reports, r => Assert.Equal("warning", r.Level));
        Assert.All(reports.Where(r => r.Rule == "SYNC1001"), r => Assert.NotEmpty(r.Related));
    }

    [Fact]
    public async Task Is_not_warned_about_where_the_preset_is_none()
    {
        using var project = new FreshProject(Sources("BankTransfer", "Before"));
        Assert.Empty(await project.Build("SyncAnalyzersPreset=none"));
    }

    private static List<(string Name, string Text)> Sources(string sample, string state) =>
        [.. Directory.EnumerateFiles(Path.Combine(Package.Samples, sample, state), "*.cs").Select(file => (Path.GetFileName(file), File.ReadAllText(file)))];

    private static IEnumerable<string> Marked(List<(string Name, string Text)> sources) =>
        from source in sources
        from line in source.Text.Split('\n').Index()
        from Match mark in Mark().Matches(line.Item)
        let place = $"{source.Name}({line.Index + 1}): {mark.Groups["id"].Value}"
        orderby place
        select place;

    [GeneratedRegex(@"// (?<id>SYNC\d{4})\s*$")]
    private static partial Regex Mark();
}
