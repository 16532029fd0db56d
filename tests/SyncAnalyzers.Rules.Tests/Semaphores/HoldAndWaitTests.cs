using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<HoldAndWaitAnalyzer, HoldAndWaitFix>;

public sealed class HoldAndWaitTests
{
    [Theory]
    [InlineData("await _gate.WaitAsync(); await [|_gate.WaitAsync()|]; try { await Work(); } finally { _gate.Release(2); }")]
    [InlineData("_gate.Wait(); await Work(); [|_gate.Wait()|]; _gate.Release(); _gate.Release();")]
    [InlineData("await _gate.WaitAsync(); try { await [|_gate.WaitAsync(token)|]; try { await Work(); } finally { _gate.Release(); } } finally { _gate.Release(); }")]
    [InlineData("[|for|] (var i = 0; i < count; i++) await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(count); }")]
    [InlineData("[|foreach|] (var x in new int[count]) { await _gate.WaitAsync(); } await Work(); foreach (var x in new int[count]) _gate.Release();")]
    [InlineData("await _gate.WaitAsync(); await [|Enter()|]; try { await Work(); } finally { _gate.Release(2); }")]
    [InlineData("await _gate.WaitAsync(); try { await [|Inside()|]; } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { await [|Deeper(token)|].ConfigureAwait(false); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { [|InsideNow()|]; } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { [|Inside()|].GetAwaiter().GetResult(); } finally { _gate.Release(); }")]
    [InlineData("_gate.Wait(); try { [|Inside()|].Wait(); } finally { _gate.Release(); } await Work();")]
    [InlineData("await _gate.WaitAsync(); try { var other = [|Inside()|]; await Work(); await other; } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { var other = [|Deeper(token)|]; await Work(); await other.ConfigureAwait(false); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { Task one = [|Inside()|], two = Work(); await Task.WhenAll(one, two); } finally { _gate.Release(); }")]
    [InlineData("var other = Inside(); await _gate.WaitAsync(); try { [|await other|]; } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { [|await Task.Run(InsideNow)|]; } finally { _gate.Release(); }")]
    [InlineData("_gate.Wait(); try { var other = Task.Run(InsideNow); await Work(); [|other.Wait()|]; } finally { _gate.Release(); }")]
    public Task A_second_permit_while_one_is_held(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); _gate.Release(); await _gate.WaitAsync(); _gate.Release();")]
    [InlineData("foreach (var x in new int[count]) { await _gate.WaitAsync(); _ = Task.Run(async () => { try { await Work(); } finally { _gate.Release(); } }); }")]
    [InlineData("await _turn.WaitAsync(); try { await _gate.WaitAsync(); await _gate.WaitAsync(); } finally { _turn.Release(); } await Work(); _gate.Release(2);")]
    [InlineData("await _gate.WaitAsync(); if (_gate.Wait(0)) _gate.Release(); _gate.Release();")]
    [InlineData("for (var i = 0; i < count; i++) await _gate.WaitAsync(); _gate.Dispose();")]
    [InlineData("for (var i = 0; i < count; i++) await _done.WaitAsync();")]
    [InlineData("lock (_turn) { _gate.Wait(); _gate.Wait(); _gate.Release(2); } await Work();")]
    [InlineData("foreach (var x in new int[count]) { await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(); } }")]
    [InlineData("foreach (var x in new int[count]) { await _gate.WaitAsync(); await Work(); } _gate.Release();")]
    [InlineData("await _gate.WaitAsync(); try { _ = Inside(); await Work(); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); _gate.Release(); await Inside();")]
    [InlineData("await _turn.WaitAsync(); try { await Inside(); } finally { _turn.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { await Glance(); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); var other = Inside(); await Work(); _gate.Release(); await other;")]
    [InlineData("await _gate.WaitAsync(); var other = Enter(); await Work(); _gate.Release(); await other; _gate.Release();")]
    [InlineData("await _gate.WaitAsync(); var other = Task.Run(InsideNow); await Work(); _gate.Release(); await other;")]
    [InlineData("_turn.Wait(); try { InsideNow(); } finally { _turn.Release(); } await Work();")]
    [InlineData("lock (_turn) { _gate.Wait(); InsideNow(); _gate.Release(); } await Work();")]
    [InlineData("await _gate.WaitAsync(); try { var other = Glance(); await other; } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { var other = Inside(); await Task.WhenAny(other, Task.Delay(9)); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { var other = Inside(); other.Wait(100); await Work(); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { await Task.Run(Done); } finally { _gate.Release(); }")]
    [InlineData("await _turn.WaitAsync(); try { var other = Inside(); await other; } finally { _turn.Release(); }")]
    [InlineData("lock (_turn) { _gate.Wait(); Task.Run(InsideNow).Wait(); _gate.Release(); } await Work();")]
    public Task One_at_a_time_or_nobody_else_does(string body) => Verify.IsSilentOn(InClass(body));

    [Fact]
    public Task Changing_and_draining_the_limit() => Verify.IsSilentOn("""
        class Limiter(int limit)
        {
            private readonly SemaphoreSlim _limit = new(limit);
            private int _concurrency = limit;

            public async Task Set(int concurrency, CancellationToken token)
            {
                if (concurrency > _concurrency)
                    _limit.Release(concurrency - _concurrency);
                else
                    for (; _concurrency > concurrency; _concurrency--)
                        await _limit.WaitAsync(token);
            }

            public async Task Stop(CancellationToken token)
            {
                var slot = 0;
                try
                {
                    for (; slot < _concurrency; slot++)
                        await _limit.WaitAsync(token);
                }
                finally
                {
                    _limit.Release(slot);
                }
            }

            public async Task Send(Func<Task> next)
            {
                await _limit.WaitAsync();
                try { await next(); } finally { _limit.Release(); }
            }
        }
        """);

    [Fact]
    public Task With_one_permit_it_is_a_plain_deadlock_and_another_rules() => Verify.IsSilentOn("""
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            void M() { _gate.Wait(); _gate.Wait(); _gate.Release(2); }
        }
        """);

    [Fact]
    public Task Leases_of_a_counting_semaphore() => Verify.Reports(Scenario.FromSources(["""
        using SyncPrimitives;

        class C
        {
            private readonly CountingSemaphore _disks = new(5);

            async Task Copy()
            {
                using (await _disks.AcquireScopeAsync())
                using (await [|_disks.AcquireScopeAsync()|])
                    await Task.Yield();
            }

            async Task CopyAtOnce()
            {
                using (await _disks.AcquireScopeAsync(2))
                    await Task.Yield();
            }
        }
        """]) with { Libraries = [typeof(SyncPrimitives.CountingSemaphore).Assembly] });

    [Fact]
    public Task The_message_names_the_first() => Verify.Explains(InClass("await _gate.WaitAsync(); await [|_gate.WaitAsync()|]; _gate.Release(2);"), """
        Test0.cs(6): A permit of '_gate' is held (line 6) while another one is waited for: when several callers hold their first, none gets its second
            Test0.cs(6): _gate.WaitAsync()
        """);

    private static string InClass(string body) => $$"""
        class C
        {
            private readonly SemaphoreSlim _gate = new(5);
            private readonly SemaphoreSlim _turn = new(1, 1);
            private readonly SemaphoreSlim _done = new(0);
            async Task M(bool flag, int count, CancellationToken token) { {{body}} }
            Task Enter() => _gate.WaitAsync();
            void Done() => _done.Release();
            async Task Turn() { await _turn.WaitAsync(); try { await Work(); } finally { _turn.Release(); } }
            async Task Inside() { await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(); } }
            void InsideNow() { _gate.Wait(); try { Console.WriteLine(); } finally { _gate.Release(); } }
            async Task Deeper(CancellationToken token) { token.ThrowIfCancellationRequested(); await Inside(); }
            async Task Glance() { if (_gate.Wait(0)) { try { await Work(); } finally { _gate.Release(); } } }
            static Task Work() => Task.CompletedTask;
        }
        """;
}
