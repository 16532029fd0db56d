using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

/// <summary>The fixes of leases, for the lease of a key.</summary>
public sealed class KeyedLeaseFixTests
{
    [Theory]
    [InlineData("KeyedMutex")]
    [InlineData("StripedMutex")]
    public Task A_dropped_lease_is_kept(string type) => Verify<LeaseDroppedAnalyzer, KeepLeaseFix>.Fixes(
        In(type, "await [|_locks.EnterScopeAsync(id)|];\n        Work();"),
        In(type, "using var scope = await _locks.EnterScopeAsync(id);\n        Work();"));

    [Theory]
    [InlineData("[|_locks.EnterScopeAsync(id)|];")]
    [InlineData("_ = [|_locks.EnterScopeAsync(id)|];")]
    public Task A_lease_that_nobody_awaits_is_awaited_and_kept(string statement) => Verify<LeaseDroppedAnalyzer, KeepLeaseFix>.Fixes(
        In("KeyedMutex", statement + "\n        Work();\n        await Task.Yield();"),
        In("KeyedMutex", "using var scope = await _locks.EnterScopeAsync(id);\n        Work();\n        await Task.Yield();"));

    [Theory]
    [InlineData("var pending = _locks.EnterScopeAsync(id); Work(); using (await pending) { }")]
    [InlineData("_pending.Add(_locks.EnterScopeAsync(id)); await Task.Yield();")]
    public Task A_lease_that_is_awaited_later_is_not_dropped(string statement) => Verify<LeaseDroppedAnalyzer>.IsSilentOn(In("KeyedMutex", statement));

    [Fact]
    public Task Where_nothing_can_be_awaited_there_is_no_fix() => Verify<LeaseDroppedAnalyzer, KeepLeaseFix>.ReportsWithoutFix(
        In("KeyedMutex", "Action later = () => { [|_locks.EnterScopeAsync(id)|]; }; await Task.Yield(); later();"));

    [Theory]
    [InlineData("KeyedMutex")]
    [InlineData("StripedMutex")]
    public Task A_lease_that_an_exception_would_lose_gets_a_using_statement(string type) => Verify<HeldAtThrowAnalyzer, ReleaseInFinallyFix>.Fixes(
        In(type, "var lease = await [|_locks.EnterScopeAsync(id)|];\n        Work();\n        lease.Dispose();"),
        In(type, "using (var lease = await _locks.EnterScopeAsync(id))\n        {\n            Work();\n        }"));

    private static Scenario In(string type, string body) => Scenario.FromSources(
    [
        $$"""
        using SyncPrimitives;

        public class C
        {
            private readonly {{type}}<string> _locks = new();
            private readonly List<LeaseAwaitable> _pending = [];

            public async Task M(string id)
            {
                {{body}}
            }

            private static void Work() => Console.WriteLine();
        }
        """,
    ]) with { Libraries = [typeof(SyncPrimitives.KeyedMutex<>).Assembly] };
}
