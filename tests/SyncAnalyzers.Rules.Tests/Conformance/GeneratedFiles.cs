using System.Text;
using System.Text.RegularExpressions;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>Files that follow from the rules are committed, and compared here. <c>.ci/run bless</c> writes them anew.</summary>
public sealed partial class GeneratedFiles
{
    private static readonly Dictionary<string, Func<string>> s_files = new(Sample.Names.Select(sample =>
        KeyValuePair.Create<string, Func<string>>($"samples/{sample}/README.md", () => WithReports($"samples/{sample}/README.md", sample))))
    {
        ["README.md"] = () => WithReports("README.md", "BankTransfer"),
        ["src/SyncAnalyzers.Rules/AnalyzerReleases.Unshipped.md"] = Unshipped,
        ["docs/rules/README.md"] = Index,
        ["nuget/SyncAnalyzers/config/recommended.globalconfig"] = () => Preset("Every rule as it is by default.", Severity.InConfiguration),
        ["nuget/SyncAnalyzers/config/all.globalconfig"] = () => Preset("Every rule as a warning, suggestions and rules that are off by default included.", _ => "warning"),
        ["nuget/SyncAnalyzers/config/none.globalconfig"] = () => Preset("Every rule off, to turn on one by one.", _ => "none"),
    };

    public static TheoryData<string> Names => [.. s_files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_up_to_date(string name)
    {
        var path = Repository.InRoot(name.Split('/'));
        var expected = s_files[name]();
        if (Environment.GetEnvironmentVariable("BLESS") == "1")
            File.WriteAllText(path, expected);

        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == expected, $"{name} is not what the rules say. Run: .ci/run bless");
    }

    /// <summary>The page with what the build of the sample says today, between its two marks.</summary>
    private static string WithReports(string page, string sample)
    {
        var lines = new Sample(sample, "Before").Reports().GetAwaiter().GetResult().Select(d => d.Location.GetLineSpan() is var place
            ? $"{Path.GetFileName(place.Path)}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}): warning {d.Id}: {d.GetMessage(null)}\n"
            : "");

        var text = File.ReadAllText(Repository.InRoot(page.Split('/'))).ReplaceLineEndings("\n");
        Assert.Single(ReportBlock().Matches(text));
        return ReportBlock().Replace(text, _ => $"<!-- reports -->\n```\n{string.Concat(lines)}```\n<!-- end -->");
    }

    private static string Unshipped()
    {
        var shipped = RuleId().Matches(File.ReadAllText(Repository.InRoot("src", "SyncAnalyzers.Rules", "AnalyzerReleases.Shipped.md"))).Select(m => m.Value).ToHashSet();
        var rows = Repository.Rules.Where(rule => !shipped.Contains(rule.Id)).ToList();
        if (rows.Count == 0)
            return "";

        var text = new StringBuilder("### New Rules\n\nRule ID | Category | Severity | Notes\n--------|----------|----------|-------\n");
        foreach (var rule in rows)
            text.Append(null, $"{rule.Id} | {rule.Category} | {Severity.InRelease(rule)} | [{rule.Title}]({rule.HelpLinkUri})\n");

        return text.ToString();
    }

    private static string Index()
    {
        var text = new StringBuilder("# Rules\n\nSeverity is a statement about certainty: a warning is meant to be right nearly always, a suggestion may be wrong.\n");
        foreach (var family in RuleFamily.All)
        {
            text.Append(null, $"\n## {FamilyName.Title(family)}\n\n");
            var rules = Repository.Rules.Where(rule => rule.Category == family).ToList();
            text.Append(rules.Count == 0 ? "No rules yet.\n" : "| Rule | What it finds | Severity | Code fix |\n|---|---|---|---|\n");
            foreach (var rule in rules)
                text.Append(null, $"| [{rule.Id}]({rule.Id}.md) | {rule.Title} | {Severity.Of(rule)} | {(Repository.Fixes.Any(fix => fix.FixableDiagnosticIds.Contains(rule.Id)) ? "yes" : "")} |\n");
        }

        return text.ToString();
    }

    // A level below the default one, so that a team's own files win.
    private static string Preset(string what, Func<DiagnosticDescriptor, string> severity)
    {
        var text = new StringBuilder($"# SyncAnalyzers. {what}\nis_global = true\nglobal_level = -50\n");
        foreach (var rule in Repository.Rules)
            text.Append(null, $"\n# {rule.Title}\ndotnet_diagnostic.{rule.Id}.severity = {severity(rule)}\n");

        return text.ToString();
    }

    [GeneratedRegex(@"<!-- reports -->.*?<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex ReportBlock();

    [GeneratedRegex(@"SYNC\d{4}")]
    private static partial Regex RuleId();
}
