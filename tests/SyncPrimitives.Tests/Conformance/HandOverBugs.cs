using System.Diagnostics.Metrics;

namespace SyncPrimitives.Tests.Conformance;

/// <summary>The next holder begins, and even ends, before the release by the one before it has returned.</summary>
public sealed class HandOverBugs
{
    private static readonly Dictionary<string, Func<LockOptions, Func<LeaseAwaitable>>> Locks = new()
    {
        ["AsyncMutex"] = options =>
        {
            var mutex = new AsyncMutex(options);
            return () => mutex.EnterScopeAsync();
        },
        ["StripedMutex"] = options =>
        {
            var striped = new StripedMutex<int>(options: options);
            return () => striped.EnterScopeAsync(1);
        },
        ["KeyedMutex"] = options =>
        {
            var keyed = new KeyedMutex<int>(options: options);
            return () => keyed.EnterScopeAsync(1);
        },
        ["CountingSemaphore"] = options =>
        {
            var semaphore = new CountingSemaphore(1, options);
            return () => semaphore.AcquireScopeAsync();
        },
        ["AsyncReaderWriterLock, writers"] = options =>
        {
            var gate = new AsyncReaderWriterLock(options);
            return () => gate.EnterWriteScopeAsync();
        },
        ["AsyncReaderWriterLock, writer and reader"] = options =>
        {
            var gate = new AsyncReaderWriterLock(options);
            int count = 0;
            return () => count++ == 0 ? gate.EnterWriteScopeAsync() : gate.EnterReadScopeAsync();
        },
    };

    public static TheoryData<string> Names => [.. Locks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hold_was_forgotten_when_the_next_one_began_at_once(string name)
    {
        var options = new LockOptions { Name = $"handed over: {name}", Owner = OwnerTracking.Thread };
        int holds = 0;
        using MeterListener listener = Measurements.Of(options.Name, (instrument, _) => holds += instrument.Name == "sync.lock.hold.duration" ? 1 : 0);
        Func<LeaseAwaitable> enter = Locks[name](options);
        Lease first = enter().GetAwaiter().GetResult(), second = default;
        Inline.Begin(async () => second = await enter());
        Assert.False(second.IsHeld);
        first.Dispose();
        Assert.True(second.IsHeld);
        Assert.Equal(1, holds);
        second.Dispose();
        Assert.Equal(2, holds);
    }

    [Fact]
    public void What_the_next_one_entered_was_taken_for_nested_in_the_lock_that_was_left() => Isolated.Run("SyncPrimitives.LockOrder", "Report", static () =>
    {
        var left = new AsyncMutex();
        var other = new AsyncMutex();
        Lease held = ((ILockable)left).Enter(default);
        Task next = Inline.Begin(async () =>
        {
            (await left.EnterScopeAsync()).Dispose();
            other.EnterScope().Dispose();
        });
        held.Dispose();
        Assert.True(next.IsCompletedSuccessfully);
        Assert.Empty(LockOrder.Graph!.Edges);
        using (left.EnterScope())
            other.EnterScope().Dispose();
        Assert.Single(LockOrder.Graph.Edges);
    });

    /// <summary>Continues flows on the thread that grants them what they wait for.</summary>
    private sealed class Inline : SynchronizationContext
    {
        public static Task Begin(Func<Task> flow)
        {
            Task? begun = null;
            var thread = new Thread(() =>
            {
                SetSynchronizationContext(new Inline());
                begun = flow();
            });
            thread.Start();
            Assert.True(thread.Join(Eventually.Limit));
            return begun!;
        }

        public override void Post(SendOrPostCallback d, object? state) => d(state);
    }
}
