using System.Diagnostics;

namespace SyncPrimitives;

/// <summary>Reports waits to whoever listens.</summary>
internal static class Contention
{
    public static void Start(Waiter waiter)
    {
        ILeaseSource source = waiter.Owner.Owner;
        if (SyncEventSource.Log.IsEnabled())
            SyncEventSource.Log.ContentionStart(LockNames.NameOf(source), LockNames.KindOf(source));
        if (SyncMetrics.IsEnabled)
            SyncMetrics.WaitStarted(source);
    }

    public static void Stop(Waiter waiter)
    {
        if (!SyncEventSource.Log.IsEnabled() && !SyncMetrics.IsEnabled)
            return;
        ILeaseSource source = waiter.Owner.Owner;
        double seconds = (Stopwatch.GetTimestamp() - waiter.Since) / (double)Stopwatch.Frequency;
        if (SyncEventSource.Log.IsEnabled())
            SyncEventSource.Log.ContentionStop(LockNames.NameOf(source), (long)(seconds * 1e9));
        if (SyncMetrics.IsEnabled)
            SyncMetrics.WaitEnded(source, seconds);
    }
}
