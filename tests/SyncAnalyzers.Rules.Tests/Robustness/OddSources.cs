using System.Collections.Immutable;

namespace SyncAnalyzers.Rules.Tests.Robustness;

/// <summary>Sources that once made the analysis run away, or could. A stack that overflows takes the compiler with it.</summary>
public sealed class OddSources
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> s_all = [.. Repository.Analyzers];

    [Theory]
    [InlineData("break;")]
    [InlineData("continue;")]
    [InlineData("return;")]
    [InlineData("goto again;")]
    public Task A_jump_out_of_a_finally(string jump) => Analyze(
        $$"""
        class C
        {
            private readonly SemaphoreSlim _slots = new(1);
            private readonly object _gate = new();

            void M()
            {
                again:
                while (true)
                {
                    try { lock (_gate) _slots.Wait(); Console.WriteLine(); }
                    finally { if (_slots.Wait(10)) Console.WriteLine(); Monitor.Enter(_gate); {{jump}} }
                }
            }
        }
        """);

    /// <summary>Its exceptions once ran the finally of the function around it, from within itself, until the stack was full.</summary>
    [Fact]
    public Task A_lambda_that_locks_inside_a_using() => Analyze(
        """
        class C
        {
            async Task M(Func<Func<Task>, Task> run)
            {
                using var release = new ManualResetEventSlim(false);
                List<string> order = [];
                await run(() =>
                {
                    release.Wait(TimeSpan.FromSeconds(30));
                    lock (order) order.Add("done");
                    return Task.CompletedTask;
                });
            }
        }
        """);

    [Fact]
    public Task A_sum_of_very_many_terms() => Analyze(
        $$"""class C { private readonly object _gate = new(); string M(string s) { lock (_gate) return {{string.Join(" + ", Enumerable.Repeat("s", 3000))}}; } }""");

    [Fact]
    public Task Very_many_locks_inside_each_other() => Analyze(
        $$"""class C { private readonly object _gate = new(); void M() { {{string.Concat(Enumerable.Repeat("lock (_gate) { ", 150))}} {{new string('}', 150)}} } }""");

    [Fact]
    public Task Very_many_calls_in_a_row() => Analyze(
        $$"""class C { private readonly object _gate = new(); C N() { lock (_gate) return this; } void M() { lock (_gate) { this{{string.Concat(Enumerable.Repeat(".N()", 1000))}}; } } }""");

    [Fact]
    public Task Methods_that_call_each_other_in_a_long_ring() => Analyze(
        "class C { private readonly object _gate = new(); " + string.Concat(Enumerable.Range(0, 1000).Select(i => $"void M{i}() {{ lock (_gate) M{(i + 1) % 1000}(); }} ")) + "}");

    private static async Task Analyze(string source)
    {
        var compilation = await TestProject.Create(source).GetCompilationAsync(TestContext.Current.CancellationToken);
        await TestProject.AnalyzeBroken(compilation!, s_all).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }
}
