using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<HeldAcrossSuspensionAnalyzer, HeldAcrossSuspensionFix>;

/// <summary>A lock of a thread becomes a mutex of the library.</summary>
public sealed class SuspensionLibraryFixTests
{
    [Fact]
    public Task A_mutex_of_the_library_is_entered_by_leases() => Rule.Fixes(
        WithLibrary("""
        class Cache
        {
            // Guards what is written.
            private readonly object _gate = new();
            private int _count;

            public async Task Save(Stream stream)
            {
                // One writer at a time.
                Monitor.Enter(_gate); // all of it
                try
                {
                    [|await stream.FlushAsync()|]; // slow
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }

            public async Task<int> Copy(Stream stream)
            {
                Monitor.Enter(_gate);
                if (_count == 0)
                {
                    Monitor.Exit(_gate);
                    return 0;
                }

                [|await stream.FlushAsync()|];
                Monitor.Exit(_gate);
                return 1;
            }

            public int Read()
            {
                lock (_gate)
                    return _count; // as it is now
            }
        }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class Cache
        {
            // Guards what is written.
            private readonly AsyncMutex _gate = new();
            private int _count;

            public async Task Save(Stream stream)
            {
                // One writer at a time.
                using (await _gate.EnterScopeAsync()) // all of it
                {
                    await stream.FlushAsync(); // slow
                }
            }

            public async Task<int> Copy(Stream stream)
            {
                using (await _gate.EnterScopeAsync())
                {
                    if (_count == 0)
                    {
                        return 0;
                    }

                    await stream.FlushAsync();
                }
                return 1;
            }

            public int Read()
            {
                using (_gate.EnterScope())
                    return _count; // as it is now
            }
        }
        """), "Use an AsyncMutex as the lock");

    [Fact]
    public Task All_at_once_with_the_library() => Rule.FixAll(
        WithLibrary("""
        class One
        {
            private readonly Lock _lock = new();
            public async Task A() { _lock.Enter(); try { [|await Task.Yield()|]; } catch (IOException) { } finally { Console.WriteLine(); _lock.Exit(); } }
            public async Task B() { _lock.Enter(); try { [|await Task.Yield()|]; } finally { _lock.Exit(); } }
            public async Task C() { using (_lock.EnterScope()) { } await Task.Yield(); }
        }
        class Two
        {
            private readonly Lock _lock = new Lock();
            public async Task A() { _lock.Enter(); try { [|await Task.Yield()|]; } finally { _lock.Exit(); } }
        }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class One
        {
            private readonly AsyncMutex _lock = new();
            public async Task A() {
                using (await _lock.EnterScopeAsync())
                {
                    try { await Task.Yield(); } catch (IOException) { } finally { Console.WriteLine(); }
                }
            }
            public async Task B() { using (await _lock.EnterScopeAsync()) { await Task.Yield(); } }
            public async Task C() { using (await _lock.EnterScopeAsync()) { } await Task.Yield(); }
        }
        class Two
        {
            private readonly AsyncMutex _lock = new AsyncMutex();
            public async Task A() { using (await _lock.EnterScopeAsync()) { await Task.Yield(); } }
        }
        """), "Use an AsyncMutex as the lock");
}
