using SyncPrimitives.Classic;

namespace SyncPrimitives.Benchmarks;

/// <summary>Everything that is measured, each with the same one-line section.</summary>
internal sealed class Subjects
{
    public const string Baseline = "lock(object)";

    private readonly object _monitor = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _slim = new(1, 1);
    private readonly ReaderWriterLockSlim _slimReaders = new();
    private readonly AsyncMutex _mutex = new();
    private readonly AsyncMutex _tracked = new(new LockOptions { Owner = OwnerTracking.Thread });
    private readonly RecursiveMutex _recursive = new();
    private readonly CountingSemaphore _four = new(4);
    private readonly CountingSemaphore _one = new(1);
    private readonly TicketLock _ticket = new();
    private readonly AsyncReaderWriterLock _readers = new();
    private readonly KeyedMutex<int> _keyed = new();
    private readonly StripedMutex<int> _striped = new();
    private readonly AsyncAutoResetEvent _signal = new();
    private readonly MvccCell<string> _cell = new("x");
    private readonly StripedCounter _striped64 = new();
    private readonly PetersonLock _peterson = new();
    private readonly DekkerLock _dekker = new();
    private readonly FilterLock _filter2 = new(2), _filter8 = new(8);
    private readonly BakeryLock _bakery2 = new(2), _bakery8 = new(8), _bakery64 = new(64);
    private readonly Party[] _petersons, _dekkers, _filters2, _bakeries2, _bakeries8;
    private readonly Party _filter8Party, _bakery64Party;
    private readonly Mutex _kernel = new();
    private SpinLock _spin = new(enableThreadOwnerTracking: false);
    private SpinLock _trackedSpin = new(enableThreadOwnerTracking: true);
    private long _x;

    public Subjects()
    {
        _petersons = [_peterson.Register(), _peterson.Register()];
        _dekkers = [_dekker.Register(), _dekker.Register()];
        _filters2 = [_filter2.Register(), _filter2.Register()];
        _bakeries2 = [_bakery2.Register(), _bakery2.Register()];
        _bakeries8 = [_bakery8.Register(), _bakery8.Register()];
        _filter8Party = _filter8.Register();
        _bakery64Party = _bakery64.Register();
    }

    public long X => _x;

    /// <summary>For one thread: name and loop.</summary>
    public IEnumerable<(string Name, Action<int> Loop)> Uncontended()
    {
        yield return ("Interlocked.Increment", n => { for (int i = 0; i < n; i++) Interlocked.Increment(ref _x); });
        yield return ("Interlocked.MemoryBarrier", n => { for (int i = 0; i < n; i++) { Interlocked.MemoryBarrier(); _x++; } });
        yield return ("compare-and-swap loop", n => { for (int i = 0; i < n; i++) { long seen; do seen = Volatile.Read(ref _x); while (Interlocked.CompareExchange(ref _x, seen + 1, seen) != seen); } });
        yield return (Baseline, n => { for (int i = 0; i < n; i++) lock (_monitor) _x++; });
        yield return ("lock(Lock)", n => { for (int i = 0; i < n; i++) lock (_lock) _x++; });
        yield return ("SpinLock(false)", n => { for (int i = 0; i < n; i++) { bool taken = false; _spin.Enter(ref taken); _x++; _spin.Exit(false); } });
        yield return ("SpinLock(true)", n => { for (int i = 0; i < n; i++) { bool taken = false; _trackedSpin.Enter(ref taken); _x++; _trackedSpin.Exit(false); } });
        yield return ("Mutex", n => { for (int i = 0; i < n; i++) { _kernel.WaitOne(); _x++; _kernel.ReleaseMutex(); } });
        yield return ("SemaphoreSlim.Wait", n => { for (int i = 0; i < n; i++) { _slim.Wait(); _x++; _slim.Release(); } });
        yield return ("SemaphoreSlim.WaitAsync", n => SlimAsync(n).GetAwaiter().GetResult());
        yield return ("ReaderWriterLockSlim read", n => { for (int i = 0; i < n; i++) { _slimReaders.EnterReadLock(); _x++; _slimReaders.ExitReadLock(); } });
        yield return ("ReaderWriterLockSlim write", n => { for (int i = 0; i < n; i++) { _slimReaders.EnterWriteLock(); _x++; _slimReaders.ExitWriteLock(); } });
        yield return ("AsyncMutex.EnterScope", n => { for (int i = 0; i < n; i++) using (_mutex.EnterScope()) _x++; });
        yield return ("AsyncMutex.EnterScopeAsync", n => MutexAsync(n).GetAwaiter().GetResult());
        yield return ("AsyncMutex, owner tracked", n => { for (int i = 0; i < n; i++) using (_tracked.EnterScope()) _x++; });
        yield return ("RecursiveMutex", n => { for (int i = 0; i < n; i++) using (_recursive.EnterScope()) _x++; });
        yield return ("RecursiveMutex, entered again", n => { using (_recursive.EnterScope()) for (int i = 0; i < n; i++) using (_recursive.EnterScope()) _x++; });
        yield return ("CountingSemaphore(4)", n => { for (int i = 0; i < n; i++) using (_four.AcquireScope()) _x++; });
        yield return ("TicketLock", n => { for (int i = 0; i < n; i++) using (_ticket.EnterScope()) _x++; });
        yield return ("AsyncReaderWriterLock read", n => { for (int i = 0; i < n; i++) using (_readers.EnterReadScope()) _x++; });
        yield return ("AsyncReaderWriterLock write", n => { for (int i = 0; i < n; i++) using (_readers.EnterWriteScope()) _x++; });
        yield return ("AsyncReaderWriterLock optimistic", n => { for (int i = 0; i < n; i++) { OptimisticStamp stamp = _readers.TryOptimisticRead(); if (_readers.Validate(stamp)) _x++; } });
        yield return ("KeyedMutex", n => { for (int i = 0; i < n; i++) using (_keyed.EnterScope(i & 255)) _x++; });
        yield return ("StripedMutex", n => { for (int i = 0; i < n; i++) using (_striped.EnterScope(i & 255)) _x++; });
        yield return ("AsyncAutoResetEvent Set+Wait", n => { for (int i = 0; i < n; i++) { _signal.Set(); if (_signal.Wait(TimeSpan.Zero)) _x++; } });
        yield return ("MvccCell.Value", n => { string? read = null; for (int i = 0; i < n; i++) read = _cell.Value; GC.KeepAlive(read); });
        yield return ("MvccCell.Update", n => { for (int i = 0; i < n; i++) _cell.Update(static value => value); });
        yield return ("Atomic.Update(long)", n => { for (int i = 0; i < n; i++) Atomic.Update(ref _x, static value => value + 1); });
        yield return ("StripedCounter.Increment", n => { for (int i = 0; i < n; i++) _striped64.Increment(); });
        yield return ("PetersonLock", n => { for (int i = 0; i < n; i++) using (_peterson.EnterScope(_petersons[0])) _x++; });
        yield return ("DekkerLock", n => { for (int i = 0; i < n; i++) using (_dekker.EnterScope(_dekkers[0])) _x++; });
        yield return ("FilterLock(2)", n => { for (int i = 0; i < n; i++) using (_filter2.EnterScope(_filters2[0])) _x++; });
        yield return ("FilterLock(8)", n => { for (int i = 0; i < n; i++) using (_filter8.EnterScope(_filter8Party)) _x++; });
        yield return ("BakeryLock(2)", n => { for (int i = 0; i < n; i++) using (_bakery2.EnterScope(_bakeries2[0])) _x++; });
        yield return ("BakeryLock(8)", n => { for (int i = 0; i < n; i++) using (_bakery8.EnterScope(_bakeries8[0])) _x++; });
        yield return ("BakeryLock(64)", n => { for (int i = 0; i < n; i++) using (_bakery64.EnterScope(_bakery64Party)) _x++; });
    }

    /// <summary>For two threads, 0 and 1, on one lock: name and loop.</summary>
    public IEnumerable<(string Name, Action<int, int> Loop)> Contended()
    {
        yield return ("Interlocked.Increment", (_, n) => { for (int i = 0; i < n; i++) Interlocked.Increment(ref _x); });
        yield return ("lock(Lock)", (_, n) => { for (int i = 0; i < n; i++) lock (_lock) _x++; });
        yield return (Baseline, (_, n) => { for (int i = 0; i < n; i++) lock (_monitor) _x++; });
        yield return ("SpinLock(false)", (_, n) => { for (int i = 0; i < n; i++) { bool taken = false; _spin.Enter(ref taken); _x++; _spin.Exit(false); } });
        yield return ("SemaphoreSlim.Wait", (_, n) => { for (int i = 0; i < n; i++) { _slim.Wait(); _x++; _slim.Release(); } });
        yield return ("SemaphoreSlim.WaitAsync", (_, n) => SlimAsync(n).GetAwaiter().GetResult());
        yield return ("ReaderWriterLockSlim write", (_, n) => { for (int i = 0; i < n; i++) { _slimReaders.EnterWriteLock(); _x++; _slimReaders.ExitWriteLock(); } });
        yield return ("AsyncMutex.EnterScope", (_, n) => { for (int i = 0; i < n; i++) using (_mutex.EnterScope()) _x++; });
        yield return ("AsyncMutex.EnterScopeAsync", (_, n) => MutexAsync(n).GetAwaiter().GetResult());
        yield return ("CountingSemaphore(1)", (_, n) => { for (int i = 0; i < n; i++) using (_one.AcquireScope()) _x++; });
        yield return ("AsyncReaderWriterLock write", (_, n) => { for (int i = 0; i < n; i++) using (_readers.EnterWriteScope()) _x++; });
        yield return ("TicketLock", (_, n) => { for (int i = 0; i < n; i++) using (_ticket.EnterScope()) _x++; });
        yield return ("PetersonLock", (me, n) => { for (int i = 0; i < n; i++) using (_peterson.EnterScope(_petersons[me])) _x++; _petersons[me].Leave(); });
        yield return ("DekkerLock", (me, n) => { for (int i = 0; i < n; i++) using (_dekker.EnterScope(_dekkers[me])) _x++; _dekkers[me].Leave(); });
        yield return ("FilterLock(2)", (me, n) => { for (int i = 0; i < n; i++) using (_filter2.EnterScope(_filters2[me])) _x++; _filters2[me].Leave(); });
        yield return ("BakeryLock(2)", (me, n) => { for (int i = 0; i < n; i++) using (_bakery2.EnterScope(_bakeries2[me])) _x++; _bakeries2[me].Leave(); });
        yield return ("BakeryLock(8)", (me, n) => { for (int i = 0; i < n; i++) using (_bakery8.EnterScope(_bakeries8[me])) _x++; _bakeries8[me].Leave(); });
    }

    /// <summary>Readers (thread 0) beside a writer (thread 1, one write for a hundred reads).</summary>
    public IEnumerable<(string Name, Action<int> Read, Action Write)> ReadMostly()
    {
        yield return ("lock(Lock)", n => { string? read = null; for (int i = 0; i < n; i++) lock (_lock) read = _plain; GC.KeepAlive(read); }, () => { lock (_lock) _plain = "y"; });
        yield return ("ReaderWriterLockSlim", n => { string? read = null; for (int i = 0; i < n; i++) { _slimReaders.EnterReadLock(); read = _plain; _slimReaders.ExitReadLock(); } GC.KeepAlive(read); }, () => { _slimReaders.EnterWriteLock(); _plain = "y"; _slimReaders.ExitWriteLock(); });
        yield return ("AsyncReaderWriterLock", n => { string? read = null; for (int i = 0; i < n; i++) using (_readers.EnterReadScope()) read = _plain; GC.KeepAlive(read); }, () => { using (_readers.EnterWriteScope()) _plain = "y"; });
        yield return ("AsyncReaderWriterLock optimistic", ReadOptimistically, () => { using (_readers.EnterWriteScope()) _plain = "y"; });
        yield return ("MvccCell", n => { string? read = null; for (int i = 0; i < n; i++) read = _cell.Value; GC.KeepAlive(read); }, () => _cell.Update(static value => value));
    }

    private string _plain = "x";

    private void ReadOptimistically(int n)
    {
        string? read = null;
        for (int i = 0; i < n; i++)
        {
            OptimisticStamp stamp = _readers.TryOptimisticRead();
            read = _plain;
            if (!_readers.Validate(stamp))
            {
                using (_readers.EnterReadScope())
                    read = _plain;
            }
        }

        GC.KeepAlive(read);
    }

    private async Task SlimAsync(int n)
    {
        for (int i = 0; i < n; i++)
        {
            await _slim.WaitAsync().ConfigureAwait(false);
            _x++;
            _slim.Release();
        }
    }

    private async Task MutexAsync(int n)
    {
        for (int i = 0; i < n; i++)
        {
            using (await _mutex.EnterScopeAsync().ConfigureAwait(false))
                _x++;
        }
    }
}
