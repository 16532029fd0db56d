namespace SyncPrimitives.Tests.Conformance;

/// <summary>Bugs that were found in other people's locks, each as a test of these. The names say what went wrong there.</summary>
public sealed class ReleaseBugs
{
    // Akavache 411: released from two places at once, in the field.
    [Fact]
    public async Task Two_threads_that_disposed_one_lease_let_two_others_in()
    {
        var mutex = new AsyncMutex();
        for (int i = 0; i < 300; i++)
        {
            Lease lease = await mutex.EnterScopeAsync();
            Task<Lease> second = mutex.EnterScopeAsync().AsTask();
            Task<Lease> third = mutex.EnterScopeAsync().AsTask();
            await Task.WhenAll(Task.Run(lease.Dispose), Task.Run(lease.Dispose));
            Lease granted = await Eventually.Done(second);
            Assert.False(third.IsCompleted);
            granted.Release();
            (await Eventually.Done(third)).Release();
        }
    }

    // vs-threading 502: queued callers were served in any order.
    [Fact]
    public async Task The_queue_was_not_first_in_first_out()
    {
        var semaphore = new CountingSemaphore(1);
        Lease first = await semaphore.AcquireScopeAsync();
        Task<Lease>[] waiting = [.. Enumerable.Range(0, 20).Select(_ => semaphore.AcquireScopeAsync().AsTask())];
        first.Release();
        for (int i = 0; i < waiting.Length; i++)
        {
            Lease granted = await Eventually.Done(waiting[i]);
            Assert.All(waiting.Skip(i + 1), later => Assert.False(later.IsCompleted));
            granted.Release();
        }
    }

    // SpinLock(false): a second Exit is silent and the next Enter hangs.
    [Fact]
    public void A_second_release_was_silent_and_the_next_acquisition_hung()
    {
        var mutex = new AsyncMutex();
        Scope scope = mutex.EnterScope();
        scope.Dispose();
        scope.Dispose();
        Assert.True(mutex.TryEnterScope(Eventually.Limit, out Scope next));
        next.Dispose();
    }

    // A signal set again while it was set: what was written before the second Set was not visible to the one who took it.
    [Fact]
    public void A_signal_that_was_set_already_published_nothing()
    {
        var signal = new AsyncAutoResetEvent();
        const int Count = 20000;
        int written = 0, seen = 0;
        Eventually.OnThreads(
            () =>
            {
                for (int i = 1; i <= Count; i++)
                {
                    Volatile.Write(ref written, i);
                    signal.Set();
                }
            },
            () =>
            {
                while (seen < Count)
                {
                    Assert.True(signal.Wait(Eventually.Limit), $"The last signal is gone and {seen} was seen.");
                    seen = Volatile.Read(ref written);
                }
            });
        Assert.Equal(Count, seen);
    }

    // A thread that died inside left the lock in a state nobody could tell.
    [Fact]
    public void A_thread_that_ended_inside_the_section_left_the_others_waiting_without_a_way_to_tell()
    {
        var mutex = new AsyncMutex(new LockOptions { Name = "left", Owner = OwnerTracking.Thread });
        int id = 0;
        var thread = new Thread(() =>
        {
            mutex.EnterScope();
            id = Environment.CurrentManagedThreadId;
        });
        thread.Start();
        Assert.True(thread.Join(Eventually.Limit));
        Assert.False(mutex.TryEnterScope(TimeSpan.FromMilliseconds(10), out _));
        Assert.Contains($"by thread {id}", LockDebugView.Describe(mutex));
    }
}
