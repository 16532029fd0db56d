namespace SyncAnalyzers.Rules.Tests.Spinning.Textbook;

/// <summary>The algorithms of the textbooks, each in several codings, right and wrong, judged by all rules together.</summary>
public sealed class TextbookTests
{
    private static readonly IReadOnlyList<Algorithm> s_algorithms =
        [.. NaiveFlags.All, .. RetreatingFlags.All, .. Dekker.All, .. Peterson.All, .. Bakery.All, .. Filter.All, .. TicketLocks.All, .. TestAndSet.All];

    private static readonly IReadOnlyList<Algorithm> s_all = [.. s_algorithms, .. ManyThreads.All];

    public static TheoryData<string, string, string> Cases =>
        [.. from algorithm in s_all from variant in algorithm.Variants.Keys select (algorithm.Name, algorithm.Coding, variant)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Is_judged_rightly(string name, string coding, string variant)
    {
        var (program, reports) = s_all.Single(a => a.Name == name && a.Coding == coding).In(variant);
        var project = TestProject.Create(Scenario.FromSources([program]));
        var reported = (await TestProject.Analyze(project, [.. Repository.Analyzers])).Where(d => d.Severity >= DiagnosticSeverity.Warning)
            .Select(d => $"{d.Location.GetLineSpan().StartLinePosition.Line + 1}: {d.Id}");

        var (expected, actual) = (Text(program, reports), Text(program, reported));
        Assert.True(expected == actual, $"Expected:\n{expected}\n\nActual:\n{actual}");
    }

    [Fact]
    public void Every_algorithm_is_written_in_four_ways_right_and_wrong() =>
        Assert.All(s_algorithms.GroupBy(a => a.Name), codings =>
        {
            Assert.Superset(new HashSet<string> { "fields", "arrays", "struct", "helpers" }, codings.Select(a => a.Coding).ToHashSet());
            Assert.All(codings, a => Assert.Contains(a.Variants.Keys, variant => !a.In(variant).Reports.Any()));
            Assert.All(codings, a => Assert.Contains(a.Variants.Keys, variant => a.In(variant).Reports.Any()));
        });

    /// <summary>The lines reported, with the code there, so that a failure can be read.</summary>
    private static string Text(string program, IEnumerable<string> reports)
    {
        var lines = program.Split('\n');
        return string.Join('\n', reports.Order(StringComparer.Ordinal).Select(report => $"{report}  {lines[int.Parse(report[..report.IndexOf(':', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture) - 1].Trim()}"));
    }
}
