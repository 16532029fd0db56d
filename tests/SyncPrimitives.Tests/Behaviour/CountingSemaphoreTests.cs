namespace SyncPrimitives.Tests.Behaviour;

public sealed class CountingSemaphoreTests
{
    [Fact]
    public void As_many_enter_as_there_are_permits()
    {
        var semaphore = new CountingSemaphore(2);
        Lease first = semaphore.AcquireScope();
        Lease second = semaphore.AcquireScope();
        Assert.Equal(0, semaphore.AvailablePermits);
        Assert.False(semaphore.TryAcquireScope(TimeSpan.Zero, out _));
        Assert.False(semaphore.TryAcquireScope(TimeSpan.FromMilliseconds(10), out _));
        first.Dispose();
        Assert.True(semaphore.TryAcquireScope(TimeSpan.Zero, out Lease third));
        Assert.True(second.IsHeld && third.IsHeld && !first.IsHeld);
    }

    [Fact]
    public async Task Several_permits_are_taken_at_once_or_not_at_all()
    {
        var semaphore = new CountingSemaphore(5);
        Lease three = await semaphore.AcquireScopeAsync(3);
        Assert.Equal(2, semaphore.AvailablePermits);
        Task<Lease> queued = semaphore.AcquireScopeAsync(4).AsTask();
        Assert.False(queued.IsCompleted);
        Assert.Equal(2, semaphore.AvailablePermits);
        three.Dispose();
        Lease four = await Eventually.Done(queued);
        Assert.Equal(1, semaphore.AvailablePermits);
        four.Dispose();
        Assert.Equal(5, semaphore.AvailablePermits);
    }

    [Fact]
    public async Task Who_wants_many_is_not_overtaken_by_who_wants_few()
    {
        var semaphore = new CountingSemaphore(2);
        Lease first = await semaphore.AcquireScopeAsync();
        Task<Lease> both = semaphore.AcquireScopeAsync(2).AsTask();
        Task<Lease> one = semaphore.AcquireScopeAsync().AsTask();
        Assert.False(semaphore.TryAcquireScope(TimeSpan.Zero, out _));
        Assert.False(one.IsCompleted);
        first.Dispose();
        Lease lease = await Eventually.Done(both);
        Assert.False(one.IsCompleted);
        lease.Dispose();
        (await Eventually.Done(one)).Dispose();
        Assert.Equal(2, semaphore.AvailablePermits);
    }

    [Fact]
    public async Task When_the_one_who_wants_many_gives_up_those_behind_go()
    {
        var semaphore = new CountingSemaphore(2);
        using var source = new CancellationTokenSource();
        Lease first = await semaphore.AcquireScopeAsync();
        Task<Lease> both = semaphore.AcquireScopeAsync(2, source.Token).AsTask();
        Task<Lease> one = semaphore.AcquireScopeAsync().AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.Done(both));
        (await Eventually.Done(one)).Dispose();
        first.Dispose();
        Assert.Equal(2, semaphore.AvailablePermits);
    }

    [Fact]
    public async Task A_lease_of_many_is_returned_once_however_many_copies_there_are()
    {
        var semaphore = new CountingSemaphore(4);
        Lease lease = await semaphore.AcquireScopeAsync(3);
        Lease copy = lease;
        lease.Dispose();
        copy.Dispose();
        Assert.Equal(4, semaphore.AvailablePermits);
        Lease[] all = [await semaphore.AcquireScopeAsync(), await semaphore.AcquireScopeAsync(2), await semaphore.AcquireScopeAsync()];
        Assert.Equal(0, semaphore.AvailablePermits);
        foreach (Lease each in all)
            each.Release();
        Assert.Equal(4, semaphore.AvailablePermits);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1 << 24)]
    public void The_number_of_permits_is_checked(int permits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CountingSemaphore(permits));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void More_permits_than_there_are_would_never_be_granted_so_they_are_refused(int permits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CountingSemaphore(2).AcquireScopeAsync(permits));

    [Fact]
    public async Task A_blocked_thread_and_an_async_flow_share_one_queue()
    {
        var semaphore = new CountingSemaphore(1);
        Lease first = semaphore.AcquireScope();
        var thread = new Thread(() => semaphore.AcquireScope().Dispose());
        thread.Start();
        Eventually.True(() => semaphore.WaiterCount == 1);
        Task<Lease> queued = semaphore.AcquireScopeAsync().AsTask();
        first.Dispose();
        (await Eventually.Done(queued)).Dispose();
        Assert.True(thread.Join(Eventually.Limit));
        Assert.Equal(1, semaphore.AvailablePermits);
    }
}
