using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;

/// <summary>A lock taken half-way between two that close a cycle: who comes the second half alone is on the cycle, too.</summary>
public sealed class HalfWayLocksTests
{
    [Fact]
    public Task Between_two_objects_that_reach_each_other() => Rule.Reports(Trading(
        fill: "[|risk.Reserve(this)|]", reserve: "[|market.Reference()|]", closing: "[|_book.Mid()|]"));

    [Fact]
    public Task Through_a_private_method_in_between() => Rule.Reports(Trading(
        fill: "[|risk.Reserve(this)|]", reserve: "[|Look()|]; } } int Look() { { return market.Reference()", closing: "[|_book.Mid()|]"));

    [Theory]
    [InlineData("[|risk.Reserve(this)|]", "[|market.Reference()|]", "[|_book.Mid()|]", "lock (_limits) { return market.Reference(); }", true)]
    [InlineData("[|risk.Reserve(this)|]", "[|market.Reference()|]", "[|_book.Mid()|]", "return 0; } public int Of(Market other) { lock (_limits) { return other.Reference(); }", true, false)]
    [InlineData("risk.Reset()", "market.Reference()", "_book.Mid()", "return 0;")]
    [InlineData("risk.Reserve(this)", "market.Reference()", "_other.Mid()", "return 0;")]
    [InlineData("risk.Reserve(this)", "Monitor.TryEnter(market, 10) ? 1 : 0", "_book.Mid()", "return 0;")]
    public Task Only_what_goes_on_to_the_third_lock(string fill, string reserve, string closing, string estimate, bool isReported = false, bool isEstimate = true) => isReported
        ? Rule.Reports(Trading(fill, reserve, closing, isEstimate ? estimate.Replace("market.Reference()", "[|market.Reference()|]") : estimate))
        : Rule.IsSilentOn(Trading(fill, reserve, closing, estimate));

    [Fact]
    public Task Another_lock_in_between_is_not_on_it() => Rule.Reports(
        """
        class C
        {
            private readonly object _a = new(), _b = new(), _c = new();
            void One() { lock (_a) { lock ([|_b|]) { lock ([|_c|]) { } } } }
            void Two() { lock (_c) { lock ([|_a|]) { } } }
            void Three() { lock (_b) { lock ([|_c|]) { } } }
            void Four() { lock (_b) { } lock (_a) { lock (_b) { } } }
        }
        """.Replace("lock (_a) { lock (_b) { } } }", "lock (_a) { lock ([|_b|]) { } } }"));

    private static string Trading(string fill, string reserve, string closing, string estimate = "return 0;") =>
        $$"""
        sealed class Book(Risk risk)
        {
            private readonly object _orders = new();
            public int Fill() { lock (_orders) { return {{fill}}; } }
            public int Mid() { lock (_orders) { return 1; } }
        }

        sealed class Risk(Market market)
        {
            private readonly object _limits = new();
            public int Reserve(Book book) { lock (_limits) { return {{reserve}}; } }
            public int Estimate() { {{estimate}} }
            public int Reset() { lock (_limits) { return 0; } }
        }

        sealed class Market
        {
            private readonly object _quotes = new();
            private readonly Book _book = null!;
            private readonly Other _other = new();
            public int Reference() { lock (_quotes) { return 2; } }
            public int Close() { lock (_quotes) { return {{closing}}; } }
        }

        sealed class Other
        {
            private readonly object _orders = new();
            public int Mid() { lock (_orders) { return 1; } }
        }
        """;
}
