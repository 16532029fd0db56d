using System.Runtime.CompilerServices;

namespace SyncPrimitives.Machine;

/// <summary>Fences between accesses that the cells' own ordering leaves free.</summary>
internal static class Fence
{
    /// <summary>No access moves across it in either direction. The one it is needed for is store, then load of another cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Full() => Interlocked.MemoryBarrier();

    /// <summary>Earlier loads, plain ones too, are done before later ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Loads()
    {
#if NET10_0_OR_GREATER
        Volatile.ReadBarrier();
#else
        Interlocked.MemoryBarrier();
#endif
    }
}
