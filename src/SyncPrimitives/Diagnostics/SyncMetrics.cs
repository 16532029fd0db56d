#if NET8_0_OR_GREATER
using System.Diagnostics.Metrics;
#endif

namespace SyncPrimitives;

/// <summary>The meter <c>SyncPrimitives</c>, on frameworks that have meters. Touched on slow paths only.</summary>
internal static class SyncMetrics
{
#if NET8_0_OR_GREATER
    private static readonly Meter Meter = new("SyncPrimitives");
    private static readonly Counter<long> Contentions = Meter.CreateCounter<long>("sync.lock.contentions", "{contention}", "Waits for a primitive that could not be entered at once.");
    private static readonly Histogram<double> WaitDuration = Meter.CreateHistogram<double>("sync.lock.wait.duration", "s", "How long waits took.");
    private static readonly Histogram<double> HoldDuration = Meter.CreateHistogram<double>("sync.lock.hold.duration", "s", "How long locks that track their owner were held.");
    private static readonly UpDownCounter<long> Waiters = Meter.CreateUpDownCounter<long>("sync.lock.waiters", "{waiter}", "Threads and flows that wait now.");
    private static readonly Counter<long> MisuseCount = Meter.CreateCounter<long>("sync.lock.misuse", "{misuse}", "Stale releases and abandoned leases.");
    private static readonly Counter<long> OrderViolations = Meter.CreateCounter<long>("sync.lock.order_violations", "{violation}", "Violations of lock order or rank.");

    public static bool IsEnabled => Contentions.Enabled || WaitDuration.Enabled || Waiters.Enabled;

    public static void WaitStarted(ILeaseSource source)
    {
        Contentions.Add(1, Name(source), Kind(source));
        Waiters.Add(1, Name(source), Kind(source));
    }

    public static void WaitEnded(ILeaseSource source, double seconds)
    {
        try
        {
            Waiters.Add(-1, Name(source), Kind(source));
            WaitDuration.Record(seconds, Name(source), Kind(source));
        }
        catch
        {
            // A listener that throws here would take the lock from the waiter that has just been granted it.
        }
    }

    public static void Held(ILeaseSource source, double seconds)
    {
        try
        {
            HoldDuration.Record(seconds, Name(source), Kind(source));
        }
        catch
        {
            // The lock is released; what belongs to its release must still be done.
        }
    }

    public static void Misused(ILeaseSource source, string how) => MisuseCount.Add(1, Name(source), new("kind", how));

    public static void OrderViolated() => OrderViolations.Add(1);

    private static KeyValuePair<string, object?> Name(ILeaseSource source) => new("sync.lock.name", LockNames.NameOf(source));

    private static KeyValuePair<string, object?> Kind(ILeaseSource source) => new("sync.lock.kind", LockNames.KindOf(source));
#else
    public static bool IsEnabled => false;

    public static void WaitStarted(ILeaseSource source) => _ = source;

    public static void WaitEnded(ILeaseSource source, double seconds) => _ = (source, seconds);

    public static void Held(ILeaseSource source, double seconds) => _ = (source, seconds);

    public static void Misused(ILeaseSource source, string how) => _ = (source, how);

    public static void OrderViolated()
    {
    }
#endif
}
