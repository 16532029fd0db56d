using System.Text.RegularExpressions;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>The pages in <c>docs/rules</c>. Their examples are tests: a line ends in <c>// SYNCnnnn</c> exactly when that rule reports it.</summary>
public sealed partial class EveryPage
{
    private static readonly string[] s_headings = ["## Violation", "## Fix", "## Not reported", "## When to suppress"];

    public static TheoryData<string> Ids => [.. Repository.RulePages.Select(path => Path.GetFileNameWithoutExtension(path))];

    [Fact]
    public void Belongs_to_a_rule() => Assert.All(Repository.RulePages, page =>
        Assert.Contains(Path.GetFileNameWithoutExtension(page), Repository.Rules.Select(rule => rule.Id)));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Ids))]
    public void Has_the_same_sections_in_the_same_order(string id) =>
        Assert.Equal(s_headings, Page(id).Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal) && s_headings.Contains(line)));

    /// <summary>The row says family, severity, code fix and the version that brought the rule.</summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Ids))]
    public void Has_a_table_that_agrees_with_the_rule(string id)
    {
        var rule = Repository.Rule(id);
        var lines = Page(id).Split('\n');
        var header = Array.IndexOf(lines, "| Family | Severity | Code fix | Since |");
        Assert.True(header > 0, "There is no table.");

        var row = lines[header + 2].Trim('|').Split('|', StringSplitOptions.TrimEntries);
        Assert.Equal($"[{rule.Category}](README.md#{FamilyName.Anchor(rule.Category)})", row[0]);
        Assert.Equal(Severity.Of(rule), row[1]);
        Assert.Equal(Repository.Fixes.Any(fix => fix.FixableDiagnosticIds.Contains(id)), row[2] is not ("" or "-"));
        Assert.Matches(@"^\d+\.\d+$", row[3]);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Ids))]
    public async Task Has_examples_that_behave_as_written(string id)
    {
        var examples = Examples(Page(id));
        foreach (var (_, source) in examples)
        {
            var reported = await TestProject.Analyze(TestProject.Create(WithLibrary(source)), Repository.AnalyzerOf(id));
            Assert.Equal(MarkedLines(source, id), LinesOf(reported.Where(d => d.Id == id)));
        }

        Assert.Contains(examples, example => example.Section == "## Violation" && MarkedLines(example.Source, id).Any());
        Assert.Contains(examples, example => example.Section == "## Not reported");
    }

    /// <summary>Advice that another rule of ours warns about would be no advice.</summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Ids))]
    public async Task Advises_what_no_rule_warns_about(string id)
    {
        var advice = Examples(Page(id)).Where(example => example.Section == "## Fix").ToList();
        Assert.NotEmpty(advice);
        foreach (var (_, source) in advice)
        {
            var reported = await TestProject.Analyze(TestProject.Create(WithLibrary(source)), [.. Repository.Analyzers]);
            Assert.Empty(reported.Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Descriptor.IsEnabledByDefault));
        }
    }

    private static string Page(string id) => File.ReadAllText(Repository.RulePage(id)).ReplaceLineEndings("\n");

    private static List<(string Section, string Source)> Examples(string page)
    {
        var sections = Heading().Matches(page).Select(m => (m.Index, m.Value)).ToList();
        return [.. CodeBlock().Matches(page).Select(m => (sections.LastOrDefault(s => s.Index < m.Index).Value ?? "", m.Groups["code"].Value))];
    }

    private static IEnumerable<int> MarkedLines(string source, string id) => source
        .Split('\n')
        .Index()
        .Where(line => line.Item.TrimEnd().EndsWith("// " + id, StringComparison.Ordinal))
        .Select(line => line.Index + 1);

    private static IEnumerable<int> LinesOf(IEnumerable<Diagnostic> reported) =>
        reported.Select(d => d.Location.GetLineSpan().StartLinePosition.Line + 1).Distinct().Order();

    [GeneratedRegex("^## .*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
