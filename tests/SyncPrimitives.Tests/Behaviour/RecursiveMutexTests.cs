namespace SyncPrimitives.Tests.Behaviour;

public sealed class RecursiveMutexTests
{
    private readonly RecursiveMutex _mutex = new();

    [Fact]
    public void The_owner_enters_again_and_must_leave_as_often()
    {
        using (_mutex.EnterScope())
        {
            using (_mutex.EnterScope())
            {
                Assert.Equal(2, _mutex.RecursionDepth);
                Eventually.OnThreads(() => Assert.False(_mutex.TryEnterScope(TimeSpan.Zero, out _)));
            }

            Assert.Equal(1, _mutex.RecursionDepth);
            Eventually.OnThreads(() => Assert.False(_mutex.TryEnterScope(TimeSpan.FromMilliseconds(10), out _)));
        }

        Assert.False(_mutex.IsHeldByCurrentThread);
        Eventually.OnThreads(() =>
        {
            Assert.True(_mutex.TryEnterScope(TimeSpan.Zero, out Scope scope));
            scope.Dispose();
        });
    }

    [Fact]
    public void A_waiting_thread_becomes_the_owner()
    {
        Scope scope = _mutex.EnterScope();
        int depth = 0;
        var thread = new Thread(() =>
        {
            using (_mutex.EnterScope())
                Volatile.Write(ref depth, _mutex.RecursionDepth);
        });
        thread.Start();
        scope.Dispose();
        Assert.True(thread.Join(Eventually.Limit));
        Assert.Equal(1, depth);
    }

    [Fact]
    public void Releasing_on_another_thread_throws_and_leaves_the_owner_alone()
    {
        Lease lease = _mutex.EnterLease(default);
        Eventually.OnThreads(() => Assert.Throws<SynchronizationLockException>(lease.Dispose));
        Assert.True(_mutex.IsHeldByCurrentThread);
        lease.Dispose();
        Assert.False(_mutex.IsHeldByCurrentThread);
    }

    [Fact]
    public void Scopes_must_be_closed_innermost_first()
    {
        Lease outer = _mutex.EnterLease(default);
        Lease inner = _mutex.EnterLease(default);
        Assert.Throws<SynchronizationLockException>(outer.Dispose);
        Assert.Equal(2, _mutex.RecursionDepth);
        inner.Dispose();
        outer.Dispose();
        Assert.Equal(0, _mutex.RecursionDepth);
    }

    [Fact]
    public void Releasing_below_depth_zero_throws()
    {
        Lease lease = _mutex.EnterLease(default);
        lease.Dispose();
        Assert.Throws<SynchronizationLockException>(lease.Release);
        Assert.Equal(0, _mutex.RecursionDepth);
    }

    [Fact]
    public void A_stale_scope_of_the_same_depth_does_not_close_the_one_that_came_after_it()
    {
        using Scope outer = _mutex.EnterScope();
        Scope first = _mutex.EnterScope();
        first.Dispose();
        Scope second = _mutex.EnterScope();
        first.Dispose();
        Assert.True(second.IsHeld);
        Assert.Equal(2, _mutex.RecursionDepth);
        second.Dispose();
    }

    [Fact]
    public void A_cancelled_wait_takes_nothing()
    {
        using var source = new CancellationTokenSource();
        using Scope scope = _mutex.EnterScope();
        var thread = new Thread(() => Assert.Throws<OperationCanceledException>(() => _mutex.EnterScope(source.Token)));
        thread.Start();
        source.Cancel();
        Assert.True(thread.Join(Eventually.Limit));
        Assert.Equal(1, _mutex.RecursionDepth);
    }
}
