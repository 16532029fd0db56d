namespace SyncPrimitives.Tests.MisuseTable;

public sealed class StaleLeaseTests
{
    [Fact]
    public async Task A_stale_copy_never_frees_somebody_elses_hold()
    {
        var mutex = new AsyncMutex();
        Lease a = await mutex.EnterScopeAsync();
        Lease copy = a;
        a.Dispose();
        Lease b = await mutex.EnterScopeAsync();
        copy.Dispose();
        Assert.True(b.IsHeld);
        Assert.False(mutex.TryEnterScope(out _));
        Assert.Throws<SynchronizationLockException>(copy.Release);
        Assert.True(b.IsHeld);
        b.Release();
    }

    [Fact]
    public async Task A_stale_copy_does_not_free_a_hold_that_was_handed_on_while_others_wait()
    {
        var mutex = new AsyncMutex();
        Lease a = await mutex.EnterScopeAsync();
        Task<Lease> second = mutex.EnterScopeAsync().AsTask();
        Task<Lease> third = mutex.EnterScopeAsync().AsTask();
        a.Dispose();
        Lease b = await Eventually.Done(second);
        a.Dispose();
        Assert.Throws<SynchronizationLockException>(a.Release);
        Assert.True(b.IsHeld);
        Assert.False(third.IsCompleted);
        b.Dispose();
        (await Eventually.Done(third)).Dispose();
    }

    [Fact]
    public void A_stale_scope_of_the_same_thread_does_not_free_the_next_one()
    {
        var mutex = new AsyncMutex();
        Scope first = mutex.EnterScope();
        Scope copy = first;
        first.Dispose();
        Scope second = mutex.EnterScope();
        copy.Dispose();
        Assert.True(second.IsHeld);
        Assert.False(copy.IsHeld);
        second.Dispose();
    }

    [Fact]
    public async Task A_stale_permit_is_not_given_back_twice()
    {
        var semaphore = new CountingSemaphore(1);
        Lease a = await semaphore.AcquireScopeAsync();
        a.Dispose();
        Lease b = await semaphore.AcquireScopeAsync();
        a.Dispose();
        a.Dispose();
        Assert.Equal(0, semaphore.AvailablePermits);
        Assert.True(b.IsHeld);
        b.Dispose();
        b.Dispose();
        Assert.Equal(1, semaphore.AvailablePermits);
    }

    [Fact]
    public async Task The_default_lease_and_scope_release_nothing()
    {
        default(Lease).Dispose();
        default(Scope).Dispose();
        Assert.False(default(Lease).IsHeld || default(Scope).IsHeld);
        Assert.Throws<SynchronizationLockException>(() => default(Lease).Release());
        Lease nothing = await default(LeaseAwaitable);
        Assert.False(nothing.IsHeld);
    }

    [Fact]
    public async Task Of_many_threads_that_release_copies_at_once_exactly_one_succeeds()
    {
        var mutex = new AsyncMutex();
        var semaphore = new CountingSemaphore(3);
        var readers = new AsyncReaderWriterLock();
        for (int round = 0; round < 200; round++)
        {
            foreach (Lease lease in new[] { await mutex.EnterScopeAsync(), await semaphore.AcquireScopeAsync(2), await readers.EnterReadScopeAsync() })
            {
                int released = 0;
                Eventually.OnThreads(3, _ =>
                {
                    try
                    {
                        lease.Release();
                        Interlocked.Increment(ref released);
                    }
                    catch (SynchronizationLockException)
                    {
                    }
                });
                Assert.Equal(1, released);
            }
        }

        Assert.Equal(3, semaphore.AvailablePermits);
        Assert.Equal(0, readers.ReaderCount);
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public void With_the_switch_dispose_throws_too() => Isolated.Run("SyncPrimitives.ThrowOnMisuse", "true", static () =>
    {
        var mutex = new AsyncMutex();
        Lease lease = mutex.EnterScopeAsync().GetAwaiter().GetResult();
        lease.Dispose();
        Assert.Throws<SynchronizationLockException>(lease.Dispose);
        Assert.False(mutex.IsHeld);
        default(Lease).Dispose();
    });
}
