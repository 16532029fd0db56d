using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Balance;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Balance;

/// <summary>Fixes where an attempt gives its lease to an argument: what they write still compiles and still releases.</summary>
public sealed class TriedLeaseFixTests
{
    [Theory]
    [InlineData("[|_gate.TryEnterScope(_soon, out _)|];")]
    [InlineData("var entered = [|_gate.TryEnterScope(_soon, out var scope)|]; if (entered) Work();")]
    [InlineData("if ([|_gate.TryEnterScope(_soon, out _)|]) Work();")]
    [InlineData("_ = [|_slots.TryAcquireScope(_soon, out var permit)|]; Work();")]
    public Task A_dropped_lease_of_an_argument_is_left_to_its_author(string body) => Verify<LeaseDroppedAnalyzer, KeepLeaseFix>.ReportsWithoutFix(In(body));

    [Fact]
    public Task A_dropped_lease_is_kept() => Verify<LeaseDroppedAnalyzer, KeepLeaseFix>.Fixes(
        In("await [|_gate.TryEnterScopeAsync(_soon)|];\n        Work();", "async Task"),
        In("using var scope = await _gate.TryEnterScopeAsync(_soon);\n        Work();", "async Task"));

    [Fact]
    public Task What_follows_gets_a_condition() => Verify<ResultIgnoredAnalyzer, CheckResultFix>.Fixes(
        In("[|_gate.TryEnterScope(_soon, out var scope)|];\n        try\n        {\n            Work();\n        }\n        finally\n        {\n            scope.Dispose();\n        }"),
        In("if (_gate.TryEnterScope(_soon, out var scope))\n        {\n            try\n            {\n                Work();\n            }\n            finally\n            {\n                scope.Dispose();\n            }\n        }"),
        "Run the section only if the lock was acquired");

    [Fact]
    public Task Or_first_of_all_throws() => Verify<ResultIgnoredAnalyzer, CheckResultFix>.Fixes(
        In("[|_gate.TryEnterScope(_soon, out var scope)|];\n        try\n        {\n            Work();\n        }\n        finally\n        {\n            scope.Dispose();\n        }"),
        In("if (!_gate.TryEnterScope(_soon, out var scope))\n            throw new TimeoutException();\n        try\n        {\n            Work();\n        }\n        finally\n        {\n            scope.Dispose();\n        }"));

    [Theory]
    [InlineData("[|_gate.TryEnterScope(_soon, out var scope)|]; using (scope) Work();", "void")]
    [InlineData("using var lease = await [|_gate.TryEnterScopeAsync(_soon)|]; Work();", "async Task")]
    public Task A_using_statement_is_left_to_its_author(string body, string type) => Verify<ResultIgnoredAnalyzer, CheckResultFix>.ReportsWithoutFix(In(body, type));

    [Fact]
    public Task A_permit_is_asked_for() => Verify<TimedWaitIgnoredAnalyzer, TimedWaitIgnoredFix>.Fixes(
        In("[|_slots.TryAcquireScope(_soon, out var permit)|];\n        using (permit) Work();"),
        In("if (!_slots.TryAcquireScope(_soon, out var permit))\n            throw new TimeoutException();\n        using (permit) Work();"));

    [Theory]
    [InlineData("using (await [|_slots.TryAcquireScopeAsync(_soon)|]) Work();")]
    [InlineData("Lease permit; permit = await [|_slots.TryAcquireScopeAsync(_soon)|]; using (permit) Work();")]
    public Task A_lease_is_no_answer(string body) => Verify<TimedWaitIgnoredAnalyzer, TimedWaitIgnoredFix>.ReportsWithoutFix(In(body, "async Task"));

    [Fact]
    public Task What_an_exception_would_keep_is_released_in_a_finally_block() => Verify<HeldAtThrowAnalyzer, ReleaseInFinallyFix>.Fixes(
        In("if (![|_gate.TryEnterScope(_soon, out var scope)|]) return;\n        Work();\n        scope.Dispose();"),
        In("if (!_gate.TryEnterScope(_soon, out var scope)) return;\n        try\n        {\n            Work();\n        }\n        finally\n        {\n            scope.Dispose();\n        }"));

    private static Scenario In(string body, string type = "void") => WithLibrary(
        $$"""
        using SyncPrimitives;

        public class C
        {
            private readonly TimeSpan _soon = TimeSpan.FromSeconds(1);
            private readonly AsyncMutex _gate = new();
            private readonly CountingSemaphore _slots = new(4);

            public {{type}} M()
            {
                {{body}}
            }

            private static void Work() => Console.WriteLine();
        }
        """);
}
