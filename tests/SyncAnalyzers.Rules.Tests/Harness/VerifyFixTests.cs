using Xunit.Sdk;

namespace SyncAnalyzers.Rules.Tests.Harness;

using Rule = Verify<EmptyLockAnalyzer, EmptyLockFix>;

public sealed class VerifyFixTests
{
    private static string InMethod(string code) =>
        $$"""
        class C
        {
            void M(object a, object b, object kept)
            {
                {{code}}
                b = a;
            }
        }
        """;

    private static readonly string s_empty = InMethod("").Replace("        \n", "", StringComparison.Ordinal);

    private static string Filled(string code) => $"lock (a)\n        {{\n            {code}\n        }}";

    [Fact]
    public Task One_report_is_fixed() => Rule.Fixes(InMethod("lock ([|a|]) { }"), s_empty);

    [Fact]
    public Task All_reports_are_fixed_one_after_the_other() =>
        Rule.Fixes(InMethod("lock ([|a|]) { }\n        lock ([|b|]) { }"), s_empty);

    [Fact]
    public Task All_reports_are_fixed_at_once() =>
        Rule.FixAll(InMethod("lock ([|a|]) { }\n        lock ([|b|]) { }"), s_empty);

    [Fact]
    public Task Fix_all_reaches_every_document() => Rule.FixAll(
        new Scenario { Sources = [InMethod("lock ([|a|]) { }"), "class D { void M(object a) { lock ([|a|]) { } a = new(); } }"] },
        new Scenario { Sources = [s_empty, "class D { void M(object a) { a = new(); } }"] });

    [Fact]
    public Task The_title_chooses_among_fixes() =>
        Rule.Fixes(InMethod("lock ([|a|]) { }"), InMethod(Filled("GC.Collect();")), title: "Fill");

    [Fact]
    public Task What_has_no_fix_stays_marked() =>
        Rule.Fixes(InMethod("lock ([|kept|]) { }\n        lock ([|a|]) { }"), InMethod("lock ([|kept|]) { }"));

    [Fact]
    public Task A_rule_may_report_without_fix() => Rule.ReportsWithoutFix(InMethod("lock ([|kept|]) { }"));

    [Fact]
    public Task Another_result_fails() => Fails(() => Rule.Fixes(InMethod("lock ([|a|]) { }"), InMethod("")), "Expected:");

    [Fact]
    public Task A_fix_where_none_should_be_fails() => Fails(() => Rule.ReportsWithoutFix(InMethod("lock ([|a|]) { }")), "Assert.Null");

    [Fact]
    public Task No_fix_where_one_should_be_fails() => Fails(() => Rule.Fixes(InMethod("lock ([|kept|]) { }"), InMethod("lock ([|kept|]) { }")), "No fix is offered");

    [Fact]
    public Task A_lost_comment_fails() => Fails(
        () => Verify<EmptyLockAnalyzer, CommentLosingFix>.Fixes(InMethod("// why\n        lock ([|a|]) { }"), s_empty), "The fix loses: // why");

    [Fact]
    public Task A_lost_directive_fails() => Fails(
        () => Verify<EmptyLockAnalyzer, CommentLosingFix>.Fixes(InMethod("#pragma warning disable CS0219\n        lock ([|a|]) { }"), s_empty), "The fix loses: #pragma");

    [Fact]
    public Task A_result_that_does_not_compile_fails() => Fails(
        () => Verify<EmptyLockAnalyzer, UncompilableFix>.Fixes(InMethod("lock ([|a|]) { }"), InMethod(Filled("Missing();"))), "CS0103");

    [Fact]
    public Task A_result_with_a_new_warning_fails() => Fails(
        () => Verify<EmptyLockAnalyzer, WarningFix>.Fixes(InMethod("lock ([|a|]) { }"), InMethod(Filled("int unused;"))), "CS0168");

    [Fact]
    public Task A_fix_that_never_ends_fails() => Fails(
        () => Verify<EmptyLockAnalyzer, EndlessFix>.Fixes(InMethod("lock ([|a|]) { }"), s_empty), "rounds");

    private static async Task Fails(Func<Task> check, string because) =>
        Assert.Contains(because, (await Assert.ThrowsAnyAsync<XunitException>(check)).Message, StringComparison.Ordinal);
}
