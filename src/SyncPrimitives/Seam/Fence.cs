using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>Full fences. Production half of the seam: see README.md in this directory.</summary>
internal static class Fence
{
    /// <summary>No later read happens before an earlier write is visible to everybody.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Full() => Interlocked.MemoryBarrier();
}
