using Xunit.Sdk;

namespace SyncAnalyzers.Rules.Tests.Harness;

using Rule = Verify<EmptyLockAnalyzer>;

/// <summary>A harness that let a wrong rule pass would make every other test worthless.</summary>
public sealed class VerifyTests
{
    private const string Gate = "class G { public static object gate = new(), other = new(); }\n";

    private static string InMethod(string code) => "class C { void M(object a, object b, object crash) { " + code + " } }";

    [Fact]
    public Task A_marked_report_is_expected() => Rule.Reports(InMethod("lock ([|a|]) { } lock (b) { b = a; }"));

    [Fact]
    public Task A_mark_may_name_the_rule() => Rule.Reports(InMethod("lock ({|SYNC9001:a|}) { }"));

    [Theory]
    [InlineData("lock (a) { }")]
    [InlineData("lock ([|a|]) { b = a; }")]
    [InlineData("[|lock (a) { }|]")]
    [InlineData("lock ({|SYNC9002:a|}) { }")]
    [InlineData("lock ([|a|]) { } lock (b) { }")]
    public Task A_report_too_many_too_few_or_elsewhere_fails(string code) => Fails(() => Rule.Reports(InMethod(code)), "Expected:");

    [Fact]
    public Task Silence_is_not_asked_for_with_marks() => Fails(() => Rule.IsSilentOn(InMethod("lock ([|a|]) { }")), "Assert.Equal");

    [Fact]
    public Task Source_that_does_not_compile_fails() => Fails(() => Rule.IsSilentOn(InMethod("missing();")), "Assert.Empty");

    [Fact]
    public Task Source_that_is_meant_not_to_compile_is_analyzed() =>
        Rule.Reports(new Scenario { Sources = [InMethod("missing(); lock ([|a|]) { }")], HasErrors = true });

    [Fact]
    public Task A_crash_of_the_analyzer_fails() => Fails(() => Rule.IsSilentOn(InMethod("lock (crash) { }")), "The analyzer crashed");

    [Fact]
    public Task Top_level_statements_make_a_program() => Rule.Reports("var a = new object(); lock ([|a|]) { }");

    [Fact]
    public Task Every_document_is_compared() => Fails(() => Rule.Reports(Gate, "class C { void M() { lock (G.gate) { } } }"), "Expected:");

    [Fact]
    public Task Documents_see_each_other() => Rule.Reports("class C { void M() { lock ([|G.gate|]) { } } }", Gate);

    [Fact]
    public Task Referred_projects_are_seen_and_compared() => Rule.Reports(new Scenario
    {
        Sources = ["class C : Base { void M() { lock ([|Gate|]) { } } }"],
        References = [new() { Name = "Library", Sources = ["public class Base { protected object Gate = new(); void M() { lock ([|Gate|]) { } } }"] }],
    });

    [Fact]
    public Task A_report_in_a_referred_project_fails_too() => Fails(
        () => Rule.Reports(new Scenario { Sources = ["class C;"], References = [new() { Name = "Library", Sources = [InMethod("lock (a) { }")] }] }), "Expected:");

    [Fact]
    public Task Editor_configuration_reaches_the_rule() => Rule.IsSilentOn(
        new Scenario { Sources = [InMethod("lock (a) { }")], EditorConfig = "[*.cs]\nsync_analyzers.silent = true" });

    [Fact]
    public Task Editor_configuration_can_turn_the_rule_off() => Rule.IsSilentOn(
        new Scenario { Sources = [InMethod("lock (a) { }")], EditorConfig = "[*.cs]\ndotnet_diagnostic.SYNC9001.severity = none" });

    [Fact]
    public Task Additional_files_reach_the_rule() => Rule.IsSilentOn(
        new Scenario { Sources = [InMethod("lock (a) { }")], AdditionalFiles = new Dictionary<string, string> { ["Silent.txt"] = "" } });

    [Fact]
    public Task The_whole_story_can_be_compared() => Rule.Explains(
        new Scenario { Sources = [Gate, "class C\n{\n    void M() { lock ([|G.gate|]) { } lock ([|G.other|]) {\n    } }\n}"] },
        """
        Test1.cs(3): Nothing is done under 'G.gate'
            Test1.cs(3): { }
        Test1.cs(3): Nothing is done under 'G.other'
            Test1.cs(3): {
        """);

    [Theory]
    [InlineData("Test0.cs(1): Nothing is done under 'a'")]
    [InlineData("Test0.cs(1): Nothing is done under 'b'\n    Test0.cs(1): { }")]
    [InlineData("Test0.cs(2): Nothing is done under 'a'\n    Test0.cs(1): { }")]
    [InlineData("Test0.cs(1): Nothing is done under 'a'\n    Test0.cs(1): { }\n    Test0.cs(1): { }")]
    public Task Another_story_fails(string story) => Fails(() => Rule.Explains(InMethod("lock ([|a|]) { }"), story), "Expected:");

    [Fact]
    public Task A_report_that_no_editor_shows_fails() =>
        Fails(() => Verify<LateEmptyLockAnalyzer>.Reports(InMethod("lock ([|a|]) { }")), "In an editor:");

    private static async Task Fails(Func<Task> check, string because) =>
        Assert.Contains(because, (await Assert.ThrowsAnyAsync<XunitException>(check)).Message, StringComparison.Ordinal);
}
