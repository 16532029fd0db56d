using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<HeldAcrossSuspensionAnalyzer, HeldAcrossSuspensionFix>;

/// <summary>A reader-writer lock of a thread becomes one of the library.</summary>
public sealed class SuspensionReaderWriterFixTests
{
    private const string Title = "Use an AsyncReaderWriterLock as the lock";

    [Fact]
    public Task Each_mode_becomes_a_scope_of_that_mode() => Rule.Fixes(
        WithLibrary("""
        class Cache : IDisposable
        {
            // Readers beside each other.
            private readonly ReaderWriterLockSlim _lock = new ReaderWriterLockSlim(LockRecursionPolicy.NoRecursion);
            private int _count;

            public async Task Save(Stream stream)
            {
                // A reader.
                _lock.EnterReadLock(); // shared
                try
                {
                    [|await stream.FlushAsync()|]; // slow
                }
                finally
                {
                    _lock.ExitReadLock();
                }
            }

            public async Task<int> Load(Stream stream)
            {
                this._lock.EnterWriteLock();
                if (_count > 0)
                {
                    this._lock.ExitWriteLock();
                    return _count;
                }

                [|await stream.FlushAsync()|];
                _count++;
                this._lock.ExitWriteLock(); // written
                return 0;
            }

            public int Read()
            {
                _lock.EnterReadLock();
                try
                {
                    return _count; // as it is now
                }
                finally
                {
                    _lock.ExitReadLock();
                }
            }

            public void Write(int count)
            {
                _lock.EnterWriteLock();
                try
                {
                    _count = count;
                }
                catch (IOException)
                {
                    // Never mind.
                }
                finally
                {
                    Console.WriteLine(count);
                    _lock.ExitWriteLock();
                }

                _lock.EnterReadLock();
                Console.WriteLine(_count);
                _lock.ExitReadLock();
            }

            // Nobody may be inside.
            public void Dispose() => _lock.Dispose(); // at last
        }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class Cache : IDisposable
        {
            // Readers beside each other.
            private readonly AsyncReaderWriterLock _lock = new AsyncReaderWriterLock();
            private int _count;

            public async Task Save(Stream stream)
            {
                // A reader.
                using (await _lock.EnterReadScopeAsync()) // shared
                {
                    await stream.FlushAsync(); // slow
                }
            }

            public async Task<int> Load(Stream stream)
            {
                using (await this._lock.EnterWriteScopeAsync())
                {
                    if (_count > 0)
                    {
                        return _count;
                    }

                    await stream.FlushAsync();
                    _count++;
                } // written
                return 0;
            }

            public int Read()
            {
                using (_lock.EnterReadScope())
                {
                    return _count; // as it is now
                }
            }

            public void Write(int count)
            {
                using (_lock.EnterWriteScope())
                {
                    try
                    {
                        _count = count;
                    }
                    catch (IOException)
                    {
                        // Never mind.
                    }
                    finally
                    {
                        Console.WriteLine(count);
                    }
                }

                using (_lock.EnterReadScope())
                {
                    Console.WriteLine(_count);
                }
            }

            // Nobody may be inside.
            public void Dispose()
            {
            } // at last
        }
        """));

    [Fact]
    public Task All_at_once() => Rule.FixAll(
        WithLibrary("""
        class One
        {
            private static readonly ReaderWriterLockSlim s_lock = new();
            public async Task A() { s_lock.EnterReadLock(); try { [|await Task.Delay(1).ConfigureAwait(false)|]; } finally { s_lock.ExitReadLock(); } }
            public async Task B() { s_lock.EnterWriteLock(); try { [|await Task.Yield()|]; } finally { s_lock.ExitWriteLock(); } }
        }
        class Two
        {
            private readonly ReaderWriterLockSlim _lock = new();
            public async Task A() { _lock.EnterWriteLock(); try { [|await Task.Yield()|]; } finally { _lock.ExitWriteLock(); } }
            public void Close() { _lock.Dispose(); }
        }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class One
        {
            private static readonly AsyncReaderWriterLock s_lock = new();
            public async Task A() { using (await s_lock.EnterReadScopeAsync().ConfigureAwait(false)) { await Task.Delay(1).ConfigureAwait(false); } }
            public async Task B() { using (await s_lock.EnterWriteScopeAsync()) { await Task.Yield(); } }
        }
        class Two
        {
            private readonly AsyncReaderWriterLock _lock = new();
            public async Task A() { using (await _lock.EnterWriteScopeAsync()) { await Task.Yield(); } }
            public void Close() { }
        }
        """), Title);

    [Theory]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(LockRecursionPolicy.SupportsRecursion);")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(Policy); static LockRecursionPolicy Policy => LockRecursionPolicy.NoRecursion;")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(); void N() { _lock.EnterUpgradeableReadLock(); try { } finally { _lock.ExitUpgradeableReadLock(); } }")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(); bool IsMine => _lock.IsReadLockHeld;")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(); int Readers => _lock.CurrentReadCount;")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(); void N() { if (_lock.TryEnterReadLock(5)) _lock.ExitReadLock(); }")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(); ReaderWriterLockSlim Shared => _lock;")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(); void Close() => _lock?.Dispose();")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(); void N() { using (_lock) { } }")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(); void Begin() => _lock.EnterReadLock(); void End() => _lock.ExitReadLock();")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(); void N() { _lock.EnterReadLock(); try { } finally { _lock.ExitWriteLock(); } }")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(); void N() { _lock.EnterReadLock(); File.Delete(\"a\"); _lock.EnterWriteLock(); File.Delete(\"b\"); _lock.ExitReadLock(); _lock.ExitWriteLock(); }")]
    [InlineData("private readonly ReaderWriterLockSlim _lock = new(); IEnumerable<int> All() { _lock.EnterReadLock(); try { [|yield return 1;|] } finally { _lock.ExitReadLock(); } }")]
    [InlineData("private readonly ReaderWriterLockSlim _lock; C() => _lock = new(LockRecursionPolicy.SupportsRecursion);")]
    [InlineData("private readonly ReaderWriterLockSlim _lock; C(ReaderWriterLockSlim shared) => _lock = shared;")]
    [InlineData("internal readonly ReaderWriterLockSlim _lock = new();")]
    [InlineData("private ReaderWriterLockSlim _lock = new(); void Renew() => _lock = new();")]
    public Task What_the_lock_is_used_for_otherwise_needs_it(string members) => Rule.ReportsWithoutFix(WithLibrary(
        "class C { " + members + " async Task M() { _lock.EnterReadLock(); try { [|await Task.Yield()|]; } finally { _lock.ExitReadLock(); } } }"));

    [Fact]
    public Task Without_the_library_there_is_none() => Rule.ReportsWithoutFix(
        "class C { private readonly ReaderWriterLockSlim _lock = new(); async Task M() { _lock.EnterReadLock(); try { [|await Task.Yield()|]; } finally { _lock.ExitReadLock(); } } }");

    [Fact]
    public Task Locks_of_every_kind_are_fixed_together() => Rule.FixAll(
        WithLibrary("""
        class One
        {
            private readonly object _gate = new();
            private readonly ReaderWriterLockSlim _lock = new();
            private readonly System.Collections.Concurrent.ConcurrentDictionary<int, object> _locks = new();
            public async Task A() { _lock.EnterReadLock(); try { [|await Task.Yield()|]; } finally { _lock.ExitReadLock(); } }
            public async Task B() { Monitor.Enter(_gate); try { [|await Task.Yield()|]; } finally { Monitor.Exit(_gate); } }
            public async Task C(int id) { var gate = _locks.GetOrAdd(id, new object()); Monitor.Enter(gate); try { [|await Task.Yield()|]; } finally { Monitor.Exit(gate); } }
        }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class One
        {
            private readonly AsyncMutex _gate = new();
            private readonly AsyncReaderWriterLock _lock = new();
            private readonly KeyedMutex<int> _locks = new();
            public async Task A() { using (await _lock.EnterReadScopeAsync()) { await Task.Yield(); } }
            public async Task B() { using (await _gate.EnterScopeAsync()) { await Task.Yield(); } }
            public async Task C(int id) { using (await _locks.EnterScopeAsync(id)) { await Task.Yield(); } }
        }
        """), Title);
}
