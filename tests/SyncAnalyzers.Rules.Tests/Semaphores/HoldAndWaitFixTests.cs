using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<HoldAndWaitAnalyzer, HoldAndWaitFix>;

public sealed class HoldAndWaitFixTests
{
    [Fact]
    public Task One_caller_at_a_time_collects_permits() => Verify.FixAll("""
        class Disks(int count)
        {
            // As many as there are.
            private readonly SemaphoreSlim _disks = new(count);

            public async Task Copy(Func<Task> copy)
            {
                // From one to the other.
                await _disks.WaitAsync(); // from
                await [|_disks.WaitAsync()|];
                try
                {
                    await copy();
                }
                finally
                {
                    _disks.Release(2);
                }
            }

            public void Stripe(int width, CancellationToken token)
            {
                [|for|] (var i = 0; i < width; i++)
                    _disks.Wait(token);

                _disks.Release(width);
            }
        }
        """, """
        class Disks(int count)
        {
            // As many as there are.
            private readonly SemaphoreSlim _disks = new(count);
            private readonly SemaphoreSlim _disksTurn = new SemaphoreSlim(1, 1);

            public async Task Copy(Func<Task> copy)
            {
                // From one to the other.
                await _disksTurn.WaitAsync();
                try
                {
                    await _disks.WaitAsync(); // from
                    await _disks.WaitAsync();
                }
                finally
                {
                    _disksTurn.Release();
                }

                try
                {
                    await copy();
                }
                finally
                {
                    _disks.Release(2);
                }
            }

            public void Stripe(int width, CancellationToken token)
            {
                _disksTurn.Wait(token);
                try
                {
                    for (var i = 0; i < width; i++)
                        _disks.Wait(token);
                }
                finally
                {
                    _disksTurn.Release();
                }

                _disks.Release(width);
            }
        }
        """, "Let one caller at a time collect permits");

    [Fact]
    public Task All_permits_are_taken_at_once() => Verify.Fixes(WithLibrary("""
        class Disks
        {
            // As many as there are.
            private static readonly SemaphoreSlim s_disks = new(8, 8);

            public async Task Copy(Func<Task> copy, CancellationToken token)
            {
                // From one to the other.
                await s_disks.WaitAsync(token).ConfigureAwait(false);
                await [|s_disks.WaitAsync(token)|].ConfigureAwait(false); // and to

                try
                {
                    await copy().ConfigureAwait(false);
                }
                finally
                {
                    Console.WriteLine();
                    s_disks.Release();
                    s_disks.Release();
                }
            }

            public async Task Stripe(int width, Func<Task> write)
            {
                [|for|] (var i = 0; i < width; i++)
                    await s_disks.WaitAsync();

                try { await write(); } finally { s_disks.Release(width); }
            }

            public async Task One(Func<Task> write)
            {
                await s_disks.WaitAsync();
                try
                {
                    await write();
                }
                finally
                {
                    s_disks.Release();
                }
            }
        }
        """), WithLibrary("""
        using SyncPrimitives;

        class Disks
        {
            // As many as there are.
            private static readonly CountingSemaphore s_disks = new(8);

            public async Task Copy(Func<Task> copy, CancellationToken token)
            {
                // From one to the other.
                using (await s_disks.AcquireScopeAsync(2, token).ConfigureAwait(false)) // and to
                {
                    try
                    {
                        await copy().ConfigureAwait(false);
                    }
                    finally
                    {
                        Console.WriteLine();
                    }
                }
            }

            public async Task Stripe(int width, Func<Task> write)
            {
                using (await s_disks.AcquireScopeAsync(width))
                { await write(); }
            }

            public async Task One(Func<Task> write)
            {
                using (await s_disks.AcquireScopeAsync())
                {
                    await write();
                }
            }
        }
        """), AtOnce);

    [Theory]
    [InlineData("await _gate.WaitAsync(); await [|_gate.WaitAsync()|]; try { await Work(); } finally { _gate.Release(3); }")]
    [InlineData("await _gate.WaitAsync(); await [|_gate.WaitAsync()|]; try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); await [|_gate.WaitAsync()|]; await Work(); _gate.Release(2);")]
    [InlineData("_gate.Wait(); await Work(); [|_gate.Wait()|]; try { await Work(); } finally { _gate.Release(2); }")]
    [InlineData("[|for|] (var i = 1; i < count; i++) await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(count); }")]
    [InlineData("[|foreach|] (var x in new int[count]) await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(count); }")]
    [InlineData("await _gate.WaitAsync(); await [|_gate.WaitAsync()|]; try { await Work(); } finally { _gate.Release(2); } if (_gate.Wait(0)) _gate.Release();")]
    public Task Not_all_permits_that_are_taken_are_given_back_at_once(string body) => Verify.DoesNotOffer(WithLibrary(
        "class C { private readonly SemaphoreSlim _gate = new(5); async Task M(int count) { " + body + " } static Task Work() => Task.CompletedTask; }"), AtOnce);

    [Theory]
    [InlineData("private readonly SemaphoreSlim _gate = new(5);", "_gate.Wait(); await Task.Yield(); [|_gate.Wait()|]; _gate.Release(2);")]
    [InlineData("internal readonly SemaphoreSlim _gate = new(5);", "_gate.Wait(); [|_gate.Wait()|]; _gate.Release(2); await Task.Yield();")]
    [InlineData("private readonly SemaphoreSlim _gate = new(5); private int _gateTurn = 1; int Turn => _gateTurn;", "_gate.Wait(); [|_gate.Wait()|]; _gate.Release(2); await Task.Yield();")]
    public Task There_is_nothing_to_put_under_a_mutex(string field, string body) => Verify.ReportsWithoutFix("class C { " + field + " async Task M() { " + body + " } }");

    private const string AtOnce = "Take all permits at once from a CountingSemaphore";
}
