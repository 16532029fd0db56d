using System.Runtime.CompilerServices;

namespace SyncPrimitives.Machine;

/// <summary>A field of the caller's own, used as a cell.</summary>
internal static class Field
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ref int location) => Volatile.Read(ref location);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read(ref long location) => Volatile.Read(ref location);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ref T location)
        where T : class? => Volatile.Read(ref location);

    /// <summary>Stores <paramref name="value"/> if the field holds <paramref name="comparand"/>; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CompareExchange(ref int location, int value, int comparand) =>
        Interlocked.CompareExchange(ref location, value, comparand);

    /// <inheritdoc cref="CompareExchange(ref int, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long CompareExchange(ref long location, long value, long comparand) =>
        Interlocked.CompareExchange(ref location, value, comparand);

    /// <inheritdoc cref="CompareExchange(ref int, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T CompareExchange<T>(ref T location, T value, T comparand)
        where T : class? => Interlocked.CompareExchange(ref location, value, comparand);
}
