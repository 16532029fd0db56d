namespace SyncPrimitives.Tests.Behaviour;

public sealed class MultiLockTests
{
    private readonly AsyncMutex _a = new();
    private readonly AsyncMutex _b = new();
    private readonly TicketLock _c = new();
    private readonly RecursiveMutex _d = new();

    [Fact]
    public void All_are_held_and_all_released_whatever_their_kind()
    {
        using (MultiScope all = MultiLock.EnterScope(_d, _b, _c, _a))
        {
            Assert.True(all.IsHeld && _a.IsHeld && _b.IsHeld && _d.IsHeldByCurrentThread);
            Assert.Equal(1, _c.QueueLength);
        }

        Assert.False(_a.IsHeld || _b.IsHeld || _d.IsHeldByCurrentThread);
        Assert.Equal(0, _c.QueueLength);
        using (MultiScope three = MultiLock.EnterScope(_c, _b, _a))
            Assert.True(three.IsHeld && _a.IsHeld && _b.IsHeld);
        Assert.False(_a.IsHeld || _b.IsHeld);
    }

    [Fact]
    public async Task Opposite_orders_do_not_deadlock()
    {
        int counter = 0;
        Task[] flows = [.. Enumerable.Range(0, 4).Select(flow => Task.Run(async () =>
        {
            for (int i = 0; i < 500; i++)
            {
                using (flow % 2 == 0 ? await MultiLock.EnterScopeAsync(_a, _b) : await MultiLock.EnterScopeAsync(_b, _a))
                    counter++;
            }
        }))];
        await Eventually.Done(Task.WhenAll(flows));
        Eventually.OnThreads(2, thread =>
        {
            for (int i = 0; i < 2000; i++)
            {
                using (thread == 0 ? MultiLock.EnterScope(_a, _b) : MultiLock.EnterScope(_b, _a))
                    counter++;
            }
        });
        Assert.Equal(6000, counter);
    }

    [Fact]
    public void A_lock_named_twice_is_refused_before_anything_is_taken()
    {
        Assert.Throws<ArgumentException>(() => MultiLock.EnterScope(_a, _a));
        Assert.Throws<ArgumentException>(() => MultiLock.EnterScope(_a, _b, _a));
        Assert.Throws<ArgumentException>(() => MultiLock.EnterScope(_a, _b, _c, _b));
        Assert.Throws<ArgumentException>(() => MultiLock.EnterScopeAsync(_b, _b));
        Assert.Throws<ArgumentNullException>(() => MultiLock.EnterScope(_a, null!));
        Assert.False(_a.IsHeld || _b.IsHeld);
    }

    [Fact]
    public void A_lock_that_belongs_to_a_thread_is_refused_by_the_async_form()
    {
        Assert.Throws<ArgumentException>(() => MultiLock.EnterScopeAsync(_a, _c));
        Assert.Throws<ArgumentException>(() => MultiLock.EnterScopeAsync(_a, _d));
        Assert.False(_a.IsHeld);
    }

    [Fact]
    public async Task When_a_later_lock_is_cancelled_the_earlier_ones_are_released()
    {
        using var source = new CancellationTokenSource();
        Lease held = await _b.EnterScopeAsync();
        Task<Lease> both = MultiLock.EnterScopeAsync(_b, _a, source.Token).AsTask();
        Assert.True(_a.IsHeld);
        var thread = new Thread(() => Assert.Throws<OperationCanceledException>(() => MultiLock.EnterScope(_b, _a, source.Token)));
        thread.Start();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.Done(both));
        Assert.True(thread.Join(Eventually.Limit));
        Assert.False(_a.IsHeld);
        held.Dispose();
        Assert.False(_b.IsHeld);
    }

    [Fact]
    public void Identities_grow_in_order_of_creation() => Assert.True(_a.Id < _b.Id && _b.Id < _c.Id && _c.Id < _d.Id);
}
