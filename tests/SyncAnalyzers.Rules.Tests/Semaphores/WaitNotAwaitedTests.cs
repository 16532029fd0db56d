using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<WaitNotAwaitedAnalyzer, WaitNotAwaitedFix>;

public sealed class WaitNotAwaitedTests
{
    [Theory]
    [InlineData("_ = [|_gate.WaitAsync()|]; try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("_ = [|_gate.WaitAsync(token)|]; await Work(); _gate.Release();")]
    [InlineData("var wait = [|_gate.WaitAsync()|]; await Work(); _gate.Release();")]
    [InlineData("_ = [|_gate.WaitAsync(1000)|].ConfigureAwait(false); await Work();")]
    [InlineData("void Inner() { [|_gate.WaitAsync()|]; _gate.Release(); } Inner(); await Work();")]
    [InlineData("Action enter = () => [|_gate.WaitAsync()|]; enter(); await Work(); _gate.Release();")]
    [InlineData("void Enter() => [|_gate.WaitAsync(token)|]; Enter(); await Work(); _gate.Release();")]
    [InlineData("await Task.Run(() => { [|_gate.WaitAsync()|]; _gate.Release(); });")]
    public Task A_wait_that_nobody_awaits(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("await _gate.WaitAsync(); _gate.Release();")]
    [InlineData("await _gate.WaitAsync(token).ConfigureAwait(false); _gate.Release();")]
    [InlineData("var wait = _gate.WaitAsync(); await wait; _gate.Release();")]
    [InlineData("_gate.WaitAsync().Wait(); _gate.Release(); await Work();")]
    [InlineData("_gate.WaitAsync().GetAwaiter().GetResult(); _gate.Release(); await Work();")]
    [InlineData("await Task.WhenAny(_gate.WaitAsync(), Work());")]
    [InlineData("_ = _gate.WaitAsync().ContinueWith(_ => _gate.Release()); await Work();")]
    [InlineData("Func<Task> wait = () => _gate.WaitAsync(); await wait(); _gate.Release();")]
    [InlineData("_ = await _gate.WaitAsync(100);")]
    public Task A_wait_whose_task_is_used(string body) => Verify.IsSilentOn(InClass(body));

    [Fact]
    public Task A_returned_task_is_the_callers() => Verify.IsSilentOn("""
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            public Task Enter() => _gate.WaitAsync();
            public Task Enter(CancellationToken token) { return _gate.WaitAsync(token); }
            public void Leave() => _gate.Release();
        }
        """);

    [Fact]
    public Task The_message_says_what_happens() => Verify.Explains(InClass("_ = [|_gate.WaitAsync()|]; await Work();"), """
        Test0.cs(4): This wait for '_gate' is not awaited: what follows runs without a permit, and the permit is taken some time later all the same
        """);

    [Fact]
    public Task Awaits_are_configured_as_they_are_around() => Verify.Fixes(
        InClass("_ = [|_gate.WaitAsync()|]; await Task.Delay(1).ConfigureAwait(false);"),
        InClass("await _gate.WaitAsync().ConfigureAwait(false); await Task.Delay(1).ConfigureAwait(false);"));

    [Fact]
    public Task The_fix_awaits_or_waits() => Verify.Fixes("""
        #pragma warning disable CS4014
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task M()
            {
                [|_gate.WaitAsync()|]; // mine
                _ = [|_gate.WaitAsync()|].ConfigureAwait(false);
                await Task.Yield();
            }

            public void N()
            {
                // Blocks.
                [|_gate.WaitAsync()|];
                _gate.Release();
            }
        }
        """, """
        #pragma warning disable CS4014
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task M()
            {
                await _gate.WaitAsync(); // mine
                await _gate.WaitAsync().ConfigureAwait(false);
                await Task.Yield();
            }

            public void N()
            {
                // Blocks.
                _gate.Wait();
                _gate.Release();
            }
        }
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
