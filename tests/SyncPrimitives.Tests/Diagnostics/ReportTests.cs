using System.Diagnostics.Metrics;
using SyncPrimitives.Tests.MisuseTable;

namespace SyncPrimitives.Tests.Diagnostics;

[Collection(nameof(Stress.Alone))]
public sealed class ReportTests
{
    [Fact]
    public async Task Waits_and_stale_releases_are_events_and_the_fast_path_is_silent()
    {
        using var events = new Events();
        var mutex = new AsyncMutex(new LockOptions { Name = "reported" });
        Lease lease = await mutex.EnterScopeAsync();
        Assert.False(events.Seen("ContentionStart", "reported"));
        Task<Lease> queued = mutex.EnterScopeAsync().AsTask();
        Assert.True(events.Seen("ContentionStart", "reported"));
        Assert.False(events.Seen("ContentionStop", "reported"));
        lease.Dispose();
        (await Eventually.Done(queued)).Dispose();
        Assert.True(events.Seen("ContentionStop", "reported"));
        Assert.False(events.Seen("StaleRelease", "reported"));
        lease.Dispose();
        Assert.True(events.Seen("StaleRelease", "reported"));
    }

    [Fact]
    public async Task Waits_holds_and_misuse_are_measured()
    {
        var seen = new Dictionary<string, double>();
        using MeterListener listener = Measurements.Of("measured", (instrument, value) =>
        {
            lock (seen)
                seen[instrument.Name] = seen.GetValueOrDefault(instrument.Name) + value;
        });

        var mutex = new AsyncMutex(new LockOptions { Name = "measured", Owner = OwnerTracking.Thread });
        Lease lease = await mutex.EnterScopeAsync();
        Task<Lease> queued = mutex.EnterScopeAsync().AsTask();
        lock (seen)
            Assert.Equal((1, 1), (seen["sync.lock.contentions"], seen["sync.lock.waiters"]));
        lease.Dispose();
        (await Eventually.Done(queued)).Dispose();
        lease.Dispose();
        lock (seen)
        {
            Assert.Equal(0, seen["sync.lock.waiters"]);
            Assert.True(seen["sync.lock.wait.duration"] > 0);
            Assert.True(seen["sync.lock.hold.duration"] > 0);
            Assert.Equal(1, seen["sync.lock.misuse"]);
        }
    }
}
