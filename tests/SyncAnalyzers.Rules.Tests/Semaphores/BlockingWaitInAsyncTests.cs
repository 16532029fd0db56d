using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<BlockingWaitInAsyncAnalyzer, BlockingWaitInAsyncFix>;

public sealed class BlockingWaitInAsyncTests
{
    [Theory]
    [InlineData("[|_gate.Wait()|]; try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("[|_gate.Wait(token)|]; try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("if (![|_gate.Wait(1000)|]) return; try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("var gate = _gate; [|gate.Wait()|]; await Work(); gate.Release();")]
    [InlineData("await Task.Run(async () => { [|_gate.Wait()|]; await Work(); _gate.Release(); });")]
    [InlineData("async Task Inner() { [|_gate.Wait(TimeSpan.FromSeconds(1), token)|]; await Work(); } await Inner();")]
    [InlineData("[|_gate.Wait(-1)|]; await Work(); _gate.Release();")]
    public Task A_thread_blocked_for_nothing(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("if (_gate.Wait(0)) _gate.Release(); await Work();")]
    [InlineData("if (_gate.Wait(TimeSpan.Zero)) _gate.Release(); await Work();")]
    [InlineData("await Task.Run(() => { _gate.Wait(); _gate.Release(); });")]
    [InlineData("if (flag) await _gate.WaitAsync(); else _gate.Wait(); _gate.Release();")]
    [InlineData("void Inner() { _gate.Wait(); _gate.Release(); } Inner(); await Work();")]
    [InlineData("using var kernel = new Semaphore(1, 1); kernel.WaitOne(); kernel.Release(); await Work();")]
    public Task A_wait_that_may_block_or_does_not(string body) => Verify.IsSilentOn(InClass(body));

    [Fact]
    public Task A_synchronous_method_has_no_choice() => Verify.IsSilentOn("""
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public Task M()
            {
                _gate.Wait();
                try { return Task.CompletedTask; } finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public Task Awaits_are_configured_as_they_are_around() => Verify.Fixes(
        InClass("[|_gate.Wait()|]; await Task.Delay(1).ConfigureAwait(false);"),
        InClass("await _gate.WaitAsync(token).ConfigureAwait(false); await Task.Delay(1).ConfigureAwait(false);"));

    [Fact]
    public Task The_fix_awaits_and_passes_the_token_on() => Verify.FixAll("""
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task M(CancellationToken token)
            {
                // One at a time.
                [|_gate.Wait()|]; // here
                try { await Task.Yield(); } finally { _gate.Release(); }
                if ([|_gate.Wait(100)|])
                    _gate.Release();
            }

            public async Task N(CancellationToken token)
            {
                try
                {
                    [|_gate.Wait()|];
                    await Task.Yield();
                }
                finally
                {
                    _gate.Release();
                }
            }

            public async Task<string> Text() => [|_gate.Wait(5)|].ToString();
        }
        """, """
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task M(CancellationToken token)
            {
                // One at a time.
                await _gate.WaitAsync(token); // here
                try { await Task.Yield(); } finally { _gate.Release(); }
                if (await _gate.WaitAsync(100, token))
                    _gate.Release();
            }

            public async Task N(CancellationToken token)
            {
                try
                {
                    await _gate.WaitAsync();
                    await Task.Yield();
                }
                finally
                {
                    _gate.Release();
                }
            }

            public async Task<string> Text() => (await _gate.WaitAsync(5)).ToString();
        }
        """);

    [Fact]
    public Task No_fix_where_await_is_forbidden() => Verify.ReportsWithoutFix(InClass("lock (this) { [|_gate.Wait()|]; _gate.Release(); } await Work();"));

    [Fact]
    public Task The_message_says_what_to_do() => Verify.Explains(InClass("[|_gate.Wait()|]; await Work(); _gate.Release();"), """
        Test0.cs(4): '_gate' blocks a thread of the pool in an async method: await its WaitAsync
        """);

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
