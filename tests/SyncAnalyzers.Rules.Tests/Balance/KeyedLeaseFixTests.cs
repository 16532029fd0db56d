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

            public async Task M(string id)
            {
                {{body}}
            }

            private static void Work() => Console.WriteLine();
        }
        """,
    ]) with { Libraries = [typeof(SyncPrimitives.KeyedMutex<>).Assembly] };
}
