namespace SyncPrimitives.Machine;

/// <summary>Numbers for locks.</summary>
internal static class LockId
{
    private static long s_last;

    /// <summary>A number that no other lock has; a lock made later has a higher one.</summary>
    public static long Next() => Interlocked.Increment(ref s_last);
}
