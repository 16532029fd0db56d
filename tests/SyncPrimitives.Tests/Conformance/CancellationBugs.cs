namespace SyncPrimitives.Tests.Conformance;

/// <summary>Bugs that were found in other people's locks, each as a test of these. The names say what went wrong there.</summary>
public sealed class CancellationBugs
{
    // ReaderWriterLockSlim before .NET 4.7.1; AsyncEx 134; vs-threading 252, 259; RTVS 2570; Meziantou 2877.
    [Fact]
    public async Task A_cancelled_writer_left_the_readers_it_blocked_asleep()
    {
        var gate = new AsyncReaderWriterLock();
        using var source = new CancellationTokenSource();
        Lease reading = await gate.EnterReadScopeAsync();
        Task<Lease> writer = gate.EnterWriteScopeAsync(source.Token).AsTask();
        Task<Lease>[] readers = [.. Enumerable.Range(0, 3).Select(_ => gate.EnterReadScopeAsync().AsTask())];
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.Done(writer));
        foreach (Lease lease in await Eventually.Done(Task.WhenAll(readers)))
            lease.Release();
        reading.Release();
    }

    // The same by time, in ReaderWriterLockSlim.TryEnterWriteLock.
    [Fact]
    public async Task A_writer_that_timed_out_left_the_readers_it_blocked_asleep()
    {
        var gate = new AsyncReaderWriterLock();
        Lease reading = await gate.EnterReadScopeAsync();
        Task<Lease> writer = gate.TryEnterWriteScopeAsync(TimeSpan.FromMilliseconds(30)).AsTask();
        Task<Lease> reader = gate.EnterReadScopeAsync().AsTask();
        Assert.False((await Eventually.Done(writer)).IsHeld);
        (await Eventually.Done(reader)).Release();
        var blocked = new Thread(() => Assert.False(gate.TryEnterWriteScope(TimeSpan.FromMilliseconds(100), out _)));
        blocked.Start();
        Eventually.True(() => gate.WaiterCount == 1 || !blocked.IsAlive);
        (await Eventually.Done(gate.EnterReadScopeAsync().AsTask())).Release();
        Assert.True(blocked.Join(Eventually.Limit));
        reading.Release();
    }

    // dotNext 275.
    [Fact]
    public async Task Two_readers_that_upgraded_waited_for_each_other()
    {
        var gate = new AsyncReaderWriterLock();
        int writes = 0;
        Task[] flows = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                using UpgradeableLease reading = await gate.EnterUpgradeableScopeAsync();
                using Lease writing = await reading.UpgradeAsync();
                writes++;
            }
        }))];
        await Eventually.Done(Task.WhenAll(flows));
        Assert.Equal(800, writes);
    }

    [Fact]
    public async Task A_cancellation_that_raced_with_the_grant_lost_the_lock_or_gave_it_twice()
    {
        var mutex = new AsyncMutex();
        int inside = 0, worst = 0;
        for (int i = 0; i < 2000; i++)
        {
            using var source = new CancellationTokenSource();
            Lease first = await mutex.EnterScopeAsync();
            Task<Lease> racing = mutex.EnterScopeAsync(source.Token).AsTask();
            Task cancel = Task.Run(source.Cancel);
            first.Release();
            try
            {
                using (await Eventually.Done(racing))
                {
                    worst = Math.Max(worst, Interlocked.Increment(ref inside));
                    Interlocked.Decrement(ref inside);
                }
            }
            catch (OperationCanceledException)
            {
            }

            await cancel;
            Assert.False(mutex.IsHeld);
            Assert.Equal(0, mutex.WaiterCount);
        }

        Assert.True(worst <= 1);
    }

    // AsyncEx: a cancelled token "tries once"; vs-threading: a time-out cancels instead.
    [Fact]
    public async Task A_token_cancelled_beforehand_took_the_lock_all_the_same()
    {
        var cancelled = new CancellationToken(canceled: true);
        var mutex = new AsyncMutex();
        var semaphore = new CountingSemaphore(1);
        var gate = new AsyncReaderWriterLock();
        var keyed = new KeyedMutex<int>();
        var striped = new StripedMutex<int>(2);
        Assert.Throws<OperationCanceledException>(() => mutex.EnterScope(cancelled));
        Assert.Throws<OperationCanceledException>(() => semaphore.AcquireScope(cancelled));
        Assert.Throws<OperationCanceledException>(() => gate.EnterReadScope(cancelled));
        Assert.Throws<OperationCanceledException>(() => gate.EnterWriteScope(cancelled));
        Assert.Throws<OperationCanceledException>(() => keyed.EnterScope(1, cancelled));
        Assert.Throws<OperationCanceledException>(() => striped.EnterScope(1, cancelled));
        Assert.Throws<OperationCanceledException>(() => new RecursiveMutex().EnterScope(cancelled));
        await ThrowsCancelled(mutex.EnterScopeAsync(cancelled), cancelled);
        await ThrowsCancelled(semaphore.AcquireScopeAsync(cancelled), cancelled);
        await ThrowsCancelled(gate.EnterReadScopeAsync(cancelled), cancelled);
        await ThrowsCancelled(gate.EnterWriteScopeAsync(cancelled), cancelled);
        await ThrowsCancelled(keyed.EnterScopeAsync(1, cancelled), cancelled);
        await ThrowsCancelled(striped.EnterScopeAsync([1, 2], cancelled), cancelled);
        Assert.False(mutex.IsHeld || gate.IsWriteHeld);
        Assert.Equal((1, 0, 0), (semaphore.AvailablePermits, gate.ReaderCount, keyed.ActiveKeyCount));
    }

    // vs-threading 1000: the registration was disposed under the lock that its callback wants.
    [Fact]
    public async Task A_cancellation_callback_and_a_release_waited_for_each_other()
    {
        var mutex = new AsyncMutex();
        for (int i = 0; i < 300; i++)
        {
            using var source = new CancellationTokenSource();
            Lease first = await mutex.EnterScopeAsync();
            Task<Lease>[] waiting = [.. Enumerable.Range(0, 8).Select(_ => mutex.EnterScopeAsync(source.Token).AsTask())];
            Task cancel = Task.Run(source.Cancel);
            first.Release();
            foreach (Task<Lease> each in waiting)
            {
                try
                {
                    (await Eventually.Done(each)).Release();
                }
                catch (OperationCanceledException)
                {
                }
            }

            await Eventually.Done(cancel);
        }

        Assert.False(mutex.IsHeld);
    }

    private static async Task ThrowsCancelled(LeaseAwaitable awaitable, CancellationToken token) =>
        Assert.Equal(token, (await Assert.ThrowsAsync<OperationCanceledException>(async () => await awaitable)).CancellationToken);
}
