using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

public sealed class ReleaseWithoutAcquireFixTests
{
    [Fact]
    public Task The_fix_waits_before_the_try() => Verify<ReleaseWithoutAcquireAnalyzer, ReleaseWithoutAcquireFix>.FixAll("""
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task Save(string text, CancellationToken token)
            {
                // Before.
                try
                {
                    // One at a time.
                    await _gate.WaitAsync(token).ConfigureAwait(false);

                    // Then write.
                    await File.WriteAllTextAsync("a", text, token);
                }
                finally
                {
                    [|_gate.Release()|]; // Next, please.
                }
            }

            public async Task<bool> TrySave(string text)
            {
                try
                {
                    if (!await _gate.WaitAsync(100))
                    {
                        return false;
                    }

                    await File.WriteAllTextAsync("a", text);
                    return true;
                }
                finally
                {
                    [|_gate.Release()|];
                }
            }
        }
        """, """
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task Save(string text, CancellationToken token)
            {
                // Before.
                // One at a time.
                await _gate.WaitAsync(token).ConfigureAwait(false);
                try
                {
                    // Then write.
                    await File.WriteAllTextAsync("a", text, token);
                }
                finally
                {
                    _gate.Release(); // Next, please.
                }
            }

            public async Task<bool> TrySave(string text)
            {
                if (!await _gate.WaitAsync(100))
                {
                    return false;
                }
                try
                {
                    await File.WriteAllTextAsync("a", text);
                    return true;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task The_fix_remembers_the_permit_where_the_wait_cannot_move() => Verify<ReleaseWithoutAcquireAnalyzer, ReleaseWithoutAcquireFix>.FixAll("""
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private bool _busy;

            public async Task Save(string text, CancellationToken token)
            {
                try
                {
                    await _gate.WaitAsync(token);
                    await File.WriteAllTextAsync("a", text, token);
                }
                catch (OperationCanceledException)
                {
                    Console.WriteLine("cancelled");
                }
                finally
                {
                    [|_gate.Release()|];
                }
            }

            public async Task TrySave(string text)
            {
                _busy = true;
                try
                {
                    if (await _gate.WaitAsync(100))
                        await File.WriteAllTextAsync("a", text);
                }
                finally
                {
                    [|_gate.Release()|];
                    _busy = false;
                }
            }
        }
        """, """
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private bool _busy;

            public async Task Save(string text, CancellationToken token)
            {
                var acquired = false;
                try
                {
                    await _gate.WaitAsync(token);
                    acquired = true;
                    await File.WriteAllTextAsync("a", text, token);
                }
                catch (OperationCanceledException)
                {
                    Console.WriteLine("cancelled");
                }
                finally
                {
                    if (acquired)
                        _gate.Release();
                }
            }

            public async Task TrySave(string text)
            {
                _busy = true;
                var acquired = false;
                try
                {
                    if (acquired = await _gate.WaitAsync(100))
                        await File.WriteAllTextAsync("a", text);
                }
                finally
                {
                    if (acquired)
                        _gate.Release();
                    _busy = false;
                }
            }
        }
        """);
}
