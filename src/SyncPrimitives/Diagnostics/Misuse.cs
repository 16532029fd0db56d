using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>What happens on misuse that hurts nobody: reported, or thrown where the program asks for it.</summary>
internal static class Misuse
{
    private static readonly bool Throws =
        AppContext.TryGetSwitch("SyncPrimitives.ThrowOnMisuse", out bool enabled) && enabled;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void StaleRelease(ILeaseSource source)
    {
        if (SyncEventSource.Log.IsEnabled())
            SyncEventSource.Log.StaleRelease(LockNames.NameOf(source), LockNames.KindOf(source));
        SyncMetrics.Misused(source, "stale_release");
        if (Throws)
            throw Over();
    }

    public static void LeaseAbandoned(ILeaseSource source)
    {
        if (SyncEventSource.Log.IsEnabled())
            SyncEventSource.Log.LeaseAbandoned(LockNames.NameOf(source), LockNames.KindOf(source));
        SyncMetrics.Misused(source, "lease_abandoned");
    }

    public static SynchronizationLockException Over() =>
        new("This acquisition is already over: it was released before, through this or another copy of its lease.");
}
