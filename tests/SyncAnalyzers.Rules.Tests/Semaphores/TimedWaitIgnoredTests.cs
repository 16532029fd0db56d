using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<TimedWaitIgnoredAnalyzer, TimedWaitIgnoredFix>;

public sealed class TimedWaitIgnoredTests
{
    [Theory]
    [InlineData("await [|_gate.WaitAsync(1000)|]; try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("await [|_gate.WaitAsync(TimeSpan.FromSeconds(1), token)|].ConfigureAwait(false); await Work(); _gate.Release();")]
    [InlineData("[|_gate.Wait(100)|]; await Work(); _gate.Release();")]
    [InlineData("_ = await [|_gate.WaitAsync(100)|]; await Work(); _gate.Release();")]
    [InlineData("var ok = await [|_gate.WaitAsync(100)|]; await Work(); _gate.Release();")]
    [InlineData("[|_gate.Wait(0)|]; try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("[|_gate.WaitAsync(100)|].GetAwaiter().GetResult(); _gate.Release();")]
    [InlineData("var ok = flag ? await [|_gate.WaitAsync(100)|].ConfigureAwait(false) : [|_gate.Wait(100)|]; await Work(); _gate.Release();")]
    [InlineData("await [|_gate.WaitAsync(count)|]; await Work(); _gate.Release();")]
    public Task An_answer_nobody_looks_at(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("if (!await _gate.WaitAsync(1000)) return; try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("if (await _gate.WaitAsync(1000)) _gate.Release();")]
    [InlineData("var ok = await _gate.WaitAsync(100); if (ok) _gate.Release();")]
    [InlineData("var ok = flag ? await _gate.WaitAsync(100) : _gate.Wait(100); if (!ok) return; await Work(); _gate.Release();")]
    [InlineData("if (flag ? await _gate.WaitAsync(100) : _gate.Wait(100)) _gate.Release();")]
    [InlineData("while (!await _gate.WaitAsync(100)) await Work(); _gate.Release();")]
    [InlineData("await _gate.WaitAsync(-1); await Work(); _gate.Release();")]
    [InlineData("await _gate.WaitAsync(Timeout.InfiniteTimeSpan); _gate.Release();")]
    [InlineData("await _gate.WaitAsync(token); _gate.Release();")]
    [InlineData("while (_gate.CurrentCount > 0) _gate.Wait(0);")]
    [InlineData("Func<bool> wait = () => _gate.Wait(100); if (wait()) _gate.Release();")]
    public Task An_answer_that_is_used_or_never_no(string body) => Verify.IsSilentOn(InClass(body));

    [Fact]
    public Task At_the_top_level_of_a_program() => Verify.Reports("""
        var slots = new SemaphoreSlim(4, 4);
        await First();

        async Task First()
        {
            await [|slots.WaitAsync(200)|];
            try { await Task.Yield(); } finally { slots.Release(); }
        }
        """);

    [Fact]
    public Task Signal_or_timeout_whichever_comes_first() => Verify.IsSilentOn("""
        class Poller
        {
            private readonly SemaphoreSlim _wake = new(0, 1);

            public void Wake() => _wake.Release();

            public async Task Run(CancellationToken token)
            {
                while (true)
                    await _wake.WaitAsync(TimeSpan.FromSeconds(30), token);
            }
        }
        """);

    [Fact]
    public Task The_message_tells_what_follows() => Verify.Explains(InClass("await [|_gate.WaitAsync(1000)|]; await Work(); _gate.Release();"), """
        Test0.cs(4): Nobody looks whether this wait for '_gate' succeeded: when the time is up, what follows runs without a permit and line 4 gives one back
            Test0.cs(4): _gate.Release()
        """);

    [Fact]
    public Task The_fix_throws_when_the_time_is_up() => Verify.FixAll("""
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task M()
            {
                // Not for ever.
                await [|_gate.WaitAsync(1000)|]; // a second
                try { await Task.Yield(); } finally { _gate.Release(); }
            }
        }
        """, """
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task M()
            {
                // Not for ever.
                if (!await _gate.WaitAsync(1000)) // a second
                    throw new TimeoutException();
                try { await Task.Yield(); } finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public Task The_fix_returns_when_the_time_is_up() => Verify.Fixes("""
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public void M()
            {
                [|_gate.Wait(1000)|];
                try { Thread.Yield(); } finally { _gate.Release(); }
            }
        }
        """, """
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public void M()
            {
                if (!_gate.Wait(1000))
                    return;
                try { Thread.Yield(); } finally { _gate.Release(); }
            }
        }
        """, "Return when the time is up");

    [Fact]
    public Task No_fix_inside_the_try_that_releases() => Verify.ReportsWithoutFix(InClass("try { await [|_gate.WaitAsync(1000)|]; await Work(); } finally { _gate.Release(); }"));

    private static string InClass(string body, string semaphore = "new(1, 1)") => $$"""
        class C
        {
            private readonly SemaphoreSlim _gate = {{semaphore}};
            async Task M(bool flag, int count, CancellationToken token) { {{body}} }

            async Task Other() { await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(); } }
            static Task Work() => Task.CompletedTask;
        }
        """;
}
