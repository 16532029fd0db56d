using System.Reflection;
using System.Text.RegularExpressions;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>What is true of every rule, checked for every rule there is.</summary>
public sealed partial class EveryRule
{
    [Fact]
    public void Has_an_id_of_its_own() => Assert.Equal(Repository.Rules.DistinctBy(rule => rule.Id), Repository.Rules);

    [Fact]
    public void Has_an_id_in_the_range_of_its_family() => Assert.All(Repository.Rules, rule =>
        Assert.Matches($@"^SYNC{RuleFamily.Digit(rule.Category)}\d{{3}}$", rule.Id));

    [Fact]
    public void Has_an_analyzer_in_the_folder_of_its_family() => Assert.All(Repository.Rules, rule =>
        Assert.Equal("SyncAnalyzers.Rules." + rule.Category, Repository.AnalyzerOf(rule.Id).GetType().Namespace));

    [Fact]
    public void Has_an_analyzer_that_is_found_and_not_derived_from() => Assert.All(Repository.Analyzers, analyzer =>
    {
        var type = analyzer.GetType();
        Assert.True(type.IsSealed, type.Name);
        Assert.EndsWith(analyzer is DiagnosticSuppressor ? "Suppressor" : "Analyzer", type.Name, StringComparison.Ordinal);
        Assert.Equal([LanguageNames.CSharp], type.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages ?? []);
    });

    [Fact]
    public void Has_a_page_titled_like_the_rule() => Assert.All(Repository.Rules, rule =>
        Assert.Equal($"# {rule.Id}: {rule.Title}", File.ReadLines(Repository.RulePage(rule.Id)).First()));

    [Fact]
    public void Links_to_its_page() => Assert.All(Repository.Rules, rule => Assert.Equal(RuleCatalog.HelpLink(rule.Id), rule.HelpLinkUri));

    [Fact]
    public void Has_a_title_that_is_a_phrase() => Assert.All(Repository.Rules, rule => Assert.Matches(Phrase(), rule.Title.ToString(null)));

    [Fact]
    public void Has_a_message_that_is_a_sentence_without_a_stop() => Assert.All(Repository.Rules, rule => Assert.Matches(Sentence(), rule.MessageFormat.ToString(null)));

    [Fact]
    public void Has_a_description_in_whole_sentences() => Assert.All(Repository.Rules, rule => Assert.Matches(@"^[A-Z][^\n]*\.$", rule.Description.ToString(null)));

    [Fact]
    public void Has_tests_under_the_name_of_its_analyzer() => Assert.All(Repository.Rules, rule =>
    {
        var name = TestsOf(Repository.AnalyzerOf(rule.Id).GetType(), "Analyzer");
        var tests = typeof(EveryRule).Assembly.GetType(name);
        Assert.True(tests is not null, $"There is no {name}.");
        Assert.Contains(tests.GetMethods(), method => method.IsDefined(typeof(FactAttribute)));
    });

    /// <summary>Analyzer, fix and tests of a rule share a name and differ in what follows it.</summary>
    internal static string TestsOf(Type type, string suffix) =>
        $"SyncAnalyzers.Rules.Tests.{type.Namespace!.Split('.')[^1]}.{type.Name[..^suffix.Length]}Tests";

    [GeneratedRegex(@"^[A-Z][^{}\n]*[^.\s]$")]
    private static partial Regex Phrase();

    [GeneratedRegex(@"^(['{]|[A-Z])[^\n]*[^.\s]$")]
    private static partial Regex Sentence();
}
