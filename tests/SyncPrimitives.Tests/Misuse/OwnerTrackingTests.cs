using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;

namespace SyncPrimitives.Tests.MisuseTable;

[Collection(nameof(Stress.Alone))]
public sealed class OwnerTrackingTests
{
    private static readonly LockOptions Tracked = new() { Name = "tracked", Owner = OwnerTracking.Thread };

    [Fact]
    public void Entering_again_on_the_same_thread_throws_and_the_lock_stays_as_it_was()
    {
        var mutex = new AsyncMutex(Tracked);
        using (mutex.EnterScope())
        {
            Assert.Throws<LockRecursionException>(() => mutex.EnterScope().Dispose());
            Assert.Throws<LockRecursionException>(() => mutex.TryEnterScope(TimeSpan.FromSeconds(1), out _));
            Assert.False(mutex.TryEnterScope(out _));
            Assert.Equal(0, mutex.WaiterCount);
        }

        mutex.EnterScope().Dispose();
        var ticket = new TicketLock(Tracked);
        using (ticket.EnterScope())
            Assert.Throws<LockRecursionException>(() => ticket.EnterScope().Dispose());
        Assert.Equal(0, ticket.QueueLength);
        var keyed = new KeyedMutex<int>(options: Tracked);
        using (keyed.EnterScope(1))
        {
            Assert.Throws<LockRecursionException>(() => keyed.EnterScope(1).Dispose());
            keyed.EnterScope(2).Dispose();
        }

        Assert.Equal(0, keyed.ActiveKeyCount);
    }

    [Fact]
    public void Each_slot_of_a_striped_mutex_has_an_owner_of_its_own()
    {
        var striped = new StripedMutex<int>(64, slotOf: key => key, Tracked);
        using (striped.EnterScope([1, 2]))
            Assert.Throws<LockRecursionException>(() => striped.EnterScope(2).Dispose());
        using (striped.EnterScope(3))
            striped.EnterScope(4).Dispose();
        Assert.False(((ILockState)striped).IsHeld);
    }

    [Fact]
    public async Task An_async_holder_does_not_make_its_old_thread_the_owner()
    {
        var mutex = new AsyncMutex(Tracked);
        Lease lease = await mutex.EnterScopeAsync();
        Assert.False(mutex.TryEnterScope(TimeSpan.FromMilliseconds(5), out _));
        lease.Dispose();
        Assert.False(lease.IsHeld || mutex.IsHeld);
    }

    [Fact]
    public void The_debugger_shows_holder_rank_and_waiters()
    {
        var options = new LockOptions { Name = "orders", Rank = 3, Owner = OwnerTracking.ThreadAndStack };
        var mutex = new AsyncMutex(options);
        Assert.Equal("AsyncMutex \"orders\" free, 0 waiting", LockDebugView.Describe(mutex));
        using (mutex.EnterScope())
        {
            using var source = new CancellationTokenSource();
            LeaseAwaitable queued = mutex.EnterScopeAsync(source.Token);
            Assert.Matches($"^AsyncMutex \"orders\" held [0-9]+ ms by thread {Environment.CurrentManagedThreadId}, 1 waiting$", LockDebugView.Describe(mutex));
            var view = new LockDebugView(mutex);
            Assert.Equal(("orders", 3, true), (view.Name, view.Rank, view.IsHeld));
            Assert.Contains(nameof(The_debugger_shows_holder_rank_and_waiters), view.Holder!.Stack);
            Assert.StartsWith("async flow", Assert.Single(view.Waiters));
            source.Cancel();
            Assert.Throws<OperationCanceledException>(() => queued.GetAwaiter().GetResult());
        }
    }

    [Fact]
    public void A_lease_that_is_lost_is_reported()
    {
        using var events = new Events();
        var mutex = new AsyncMutex(new LockOptions { Name = "lost", Owner = OwnerTracking.Thread });
        var kept = new AsyncMutex(new LockOptions { Name = "kept", Owner = OwnerTracking.Thread });
        WeakReference sentinel = Lose(mutex);
        LoseReleased(kept);
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return events.Seen("LeaseAbandoned", "lost");
            },
            Eventually.Limit),
            $"alive: {sentinel.IsAlive}, listening: {SyncEventSource.Log.IsEnabled()}, seen: {events}");
        Assert.False(events.Seen("LeaseAbandoned", "kept"));
        Assert.True(mutex.IsHeld);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Lose(AsyncMutex mutex) => new(mutex.EnterScopeAsync().GetAwaiter().GetResult().Source);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LoseReleased(AsyncMutex mutex) => mutex.EnterScopeAsync().GetAwaiter().GetResult().Dispose();
}

internal sealed class Events : EventListener
{
    private readonly List<string> _seen = [];

    public bool Seen(string name, string payload)
    {
        lock (_seen)
            return _seen.Contains($"{name} {payload}");
    }

    public override string ToString()
    {
        lock (_seen)
            return string.Join(", ", _seen);
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "SyncPrimitives")
            EnableEvents(eventSource, EventLevel.Informational);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        lock (_seen)
            _seen.Add($"{eventData.EventName} {eventData.Payload?[0]}");
    }
}
