namespace SyncPrimitives.Tests.Behaviour;

public sealed class AsyncMutexTests
{
    private readonly AsyncMutex _mutex = new(new LockOptions { Name = "orders" });

    [Fact]
    public void A_scope_excludes_others_until_it_is_disposed()
    {
        using (_mutex.EnterScope())
        {
            Assert.True(_mutex.IsHeld);
            Assert.False(_mutex.TryEnterScope(out _));
            Assert.False(_mutex.TryEnterScope(TimeSpan.FromMilliseconds(20), out Scope late));
            Assert.False(late.IsHeld);
        }

        Assert.False(_mutex.IsHeld);
        Assert.True(_mutex.TryEnterScope(out Scope scope));
        Assert.True(scope.IsHeld);
        scope.Dispose();
        Assert.False(scope.IsHeld);
    }

    [Fact]
    public async Task A_lease_may_be_held_across_await_and_released_elsewhere()
    {
        Lease lease = await _mutex.EnterScopeAsync();
        await Task.Yield();
        Assert.True(lease.IsHeld);
        await Task.Run(() => lease.Release());
        Assert.False(_mutex.IsHeld);
    }

    [Fact]
    public async Task Async_waiters_are_served_in_the_order_they_came()
    {
        Lease first = await _mutex.EnterScopeAsync();
        var order = new List<int>();
        var tasks = new List<Task>();
        for (int i = 0; i < 10; i++)
        {
            int number = i;
            LeaseAwaitable queued = _mutex.EnterScopeAsync();
            tasks.Add(Task.Run(async () =>
            {
                using (await queued)
                    order.Add(number);
            }));
        }

        Assert.Equal(10, _mutex.WaiterCount);
        first.Dispose();
        await Eventually.Done(Task.WhenAll(tasks));
        Assert.Equal(Enumerable.Range(0, 10), order);
        Assert.Equal(0, _mutex.WaiterCount);
    }

    [Fact]
    public void A_queued_thread_is_handed_the_lock_and_not_overtaken()
    {
        bool entered = false;
        Scope scope = _mutex.EnterScope();
        var thread = new Thread(() =>
        {
            using (_mutex.EnterScope())
                Volatile.Write(ref entered, true);
        });
        thread.Start();
        Eventually.True(() => _mutex.WaiterCount == 1);
        scope.Dispose();
        Assert.True(thread.Join(Eventually.Limit));
        Assert.True(entered);
        Assert.False(_mutex.IsHeld);
    }

    [Fact]
    public async Task An_attempt_with_a_time_yields_a_lease_that_is_not_held()
    {
        using (await _mutex.EnterScopeAsync())
        {
            Lease none = await _mutex.TryEnterScopeAsync(TimeSpan.FromMilliseconds(30));
            Assert.False(none.IsHeld);
            none.Dispose();
            Assert.False((await _mutex.TryEnterScopeAsync(TimeSpan.Zero)).IsHeld);
            Assert.True(_mutex.IsHeld);
        }

        using Lease lease = await _mutex.TryEnterScopeAsync(TimeSpan.FromMilliseconds(30));
        Assert.True(lease.IsHeld);
    }

    [Fact]
    public async Task A_timed_waiter_that_is_granted_in_time_holds_the_lock()
    {
        Lease first = await _mutex.EnterScopeAsync();
        LeaseAwaitable queued = _mutex.TryEnterScopeAsync(Eventually.Limit);
        first.Dispose();
        using Lease second = await queued;
        Assert.True(second.IsHeld);
    }

    [Fact]
    public async Task As_task_and_as_value_task_are_the_one_await()
    {
        using (await _mutex.EnterScopeAsync().AsTask())
            Assert.True(_mutex.IsHeld);
        using (await _mutex.EnterScopeAsync().AsValueTask())
            Assert.True(_mutex.IsHeld);
        Lease first = await _mutex.EnterScopeAsync();
        Task<Lease> queued = _mutex.EnterScopeAsync().AsTask();
        Assert.False(queued.IsCompleted);
        first.Dispose();
        (await Eventually.Done(queued)).Dispose();
        Assert.False(_mutex.IsHeld);
    }

    [Fact]
    public async Task Awaiting_a_queued_result_twice_is_refused()
    {
        Lease first = await _mutex.EnterScopeAsync();
        LeaseAwaitable queued = _mutex.EnterScopeAsync();
        first.Dispose();
        (await queued).Dispose();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await queued);
    }

    [Fact]
    public async Task A_flow_can_wait_by_blocking_on_the_result()
    {
        Lease first = await _mutex.EnterScopeAsync();
        LeaseAwaitable queued = _mutex.EnterScopeAsync();
        Task<bool> blocked = Task.Factory.StartNew(() => queued.GetAwaiter().GetResult().IsHeld, TaskCreationOptions.LongRunning);
        first.Dispose();
        Assert.True(await Eventually.Done(blocked));
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(1e13)]
    public void A_timeout_out_of_range_is_refused(double milliseconds)
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Throws<ArgumentOutOfRangeException>(() => _mutex.TryEnterScope(timeout, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => _mutex.TryEnterScopeAsync(timeout));
        Assert.False(_mutex.IsHeld);
    }

    [Fact]
    public void The_infinite_timeout_is_allowed()
    {
        Assert.True(_mutex.TryEnterScope(Timeout.InfiniteTimeSpan, out Scope scope));
        scope.Dispose();
    }
}
