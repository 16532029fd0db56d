using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<HeldAcrossSuspensionAnalyzer, HeldAcrossSuspensionFix>;

/// <summary>A lock of a thread becomes a semaphore, wherever it is used.</summary>
public sealed class SuspensionLockFixTests
{
    [Fact]
    public Task A_semaphore_is_waited_for_and_released_wherever_the_lock_was() => Rule.Fixes(
        """
        class Cache
        {
            // Guards what is written.
            private readonly object _gate = new();
            private int _count;

            public async Task Save(Stream stream)
            {
                // One writer at a time.
                Monitor.Enter(_gate);
                try
                {
                    [|await stream.FlushAsync()|]; // slow
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }

            public async Task Count()
            {
                lock (_gate) // short
                {
                    _count++;
                }

                await Task.Yield();
            }

            public int Read()
            {
                lock (this._gate)
                    return _count; // as it is now
            }
        }
        """,
        """
        class Cache
        {
            // Guards what is written.
            private readonly SemaphoreSlim _gate = new(1, 1);
            private int _count;

            public async Task Save(Stream stream)
            {
                // One writer at a time.
                await _gate.WaitAsync();
                try
                {
                    await stream.FlushAsync(); // slow
                }
                finally
                {
                    _gate.Release();
                }
            }

            public async Task Count()
            {
                await _gate.WaitAsync(); // short
                try
                {
                    _count++;
                }
                finally
                {
                    _gate.Release();
                }

                await Task.Yield();
            }

            public int Read()
            {
                this._gate.Wait();
                try
                {
                    return _count; // as it is now
                }
                finally
                {
                    this._gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task A_lock_and_its_scopes_become_a_semaphore() => Rule.Fixes(
        """
        class Cache
        {
            private static readonly Lock s_lock = new Lock();

            public async Task Save(Stream stream)
            {
                s_lock.Enter();
                try { [|await stream.FlushAsync().ConfigureAwait(false)|]; }
                finally { s_lock.Exit(); }
            }

            public void Clear()
            {
                if (s_lock.TryEnter())
                    s_lock.Exit();

                using (s_lock.EnterScope()) { }
                if (!s_lock.TryEnter(100)) return;
                s_lock.Exit();
            }
        }
        """,
        """
        class Cache
        {
            private static readonly SemaphoreSlim s_lock = new SemaphoreSlim(1, 1);

            public async Task Save(Stream stream)
            {
                await s_lock.WaitAsync().ConfigureAwait(false);
                try { await stream.FlushAsync().ConfigureAwait(false); }
                finally { s_lock.Release(); }
            }

            public void Clear()
            {
                if (s_lock.Wait(0))
                    s_lock.Release();

                s_lock.Wait();
                try
                { }
                finally
                {
                    s_lock.Release();
                }
                if (!s_lock.Wait(100)) return;
                s_lock.Release();
            }
        }
        """);
}
