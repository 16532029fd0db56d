using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<HeldAcrossSuspensionAnalyzer, HeldAcrossSuspensionFix>;

/// <summary>The same for mutexes, iterators, and all at once.</summary>
public sealed class SuspensionMutexFixTests
{
    [Fact]
    public Task A_mutex_and_the_variable_that_says_it_is_taken() => Rule.Fixes(
        """
        class Cache
        {
            private readonly Mutex _mutex = new();
            public async Task Save(Stream stream) { _mutex.WaitOne(); [|await stream.FlushAsync()|]; _mutex.ReleaseMutex(); }
            public bool IsFree() { if (!_mutex.WaitOne(0)) return false; _mutex.ReleaseMutex(); return true; }
        }
        class Other
        {
            private readonly object _gate = new();
            public async Task Save(Stream stream)
            {
                var taken = false;
                try
                {
                    Monitor.Enter(_gate, ref taken);
                    [|await stream.FlushAsync()|];
                }
                finally
                {
                    if (taken) Monitor.Exit(_gate);
                }
            }
        }
        """,
        """
        class Cache
        {
            private readonly SemaphoreSlim _mutex = new(1, 1);
            public async Task Save(Stream stream) { await _mutex.WaitAsync(); await stream.FlushAsync(); _mutex.Release(); }
            public bool IsFree() { if (!_mutex.Wait(0)) return false; _mutex.Release(); return true; }
        }
        class Other
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            public async Task Save(Stream stream)
            {
                var taken = false;
                try
                {
                    await _gate.WaitAsync();
                    taken = true;
                    await stream.FlushAsync();
                }
                finally
                {
                    if (taken) _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task An_iterator_holds_a_semaphore() => Rule.Fixes(
        """
        class Items
        {
            private readonly object _gate = new();
            private readonly List<int> _items = [];
            public IEnumerable<int> All() { lock (_gate) { foreach (var item in _items) [|yield return item;|] } }
        }
        """,
        """
        class Items
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private readonly List<int> _items = [];
            public IEnumerable<int> All() { _gate.Wait(); try { foreach (var item in _items) yield return item; } finally { _gate.Release(); } }
        }
        """);

    [Fact]
    public Task All_at_once() => Rule.FixAll(
        """
        class One
        {
            private readonly object _gate = new(), _unused = new();
            private readonly Lock _lock = new();
            private readonly Mutex _mutex = new();
            public async Task A() { _lock.Enter(); try { [|await Task.Yield()|]; [|await Task.Yield()|]; } finally { _lock.Exit(); } }
            public async Task B() { _mutex.WaitOne(); try { [|await Task.Yield()|]; } finally { _mutex.ReleaseMutex(); } }
            public async Task C() { _lock.Enter(); try { [|await Task.Yield()|]; } finally { _lock.Exit(); } }
        }
        """,
        """
        class One
        {
            private readonly object _gate = new(), _unused = new();
            private readonly SemaphoreSlim _lock = new(1, 1);
            private readonly SemaphoreSlim _mutex = new(1, 1);
            public async Task A() { await _lock.WaitAsync(); try { await Task.Yield(); await Task.Yield(); } finally { _lock.Release(); } }
            public async Task B() { await _mutex.WaitAsync(); try { await Task.Yield(); } finally { _mutex.Release(); } }
            public async Task C() { await _lock.WaitAsync(); try { await Task.Yield(); } finally { _lock.Release(); } }
        }
        """);
}
