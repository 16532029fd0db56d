using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>A shared 64-bit word. Production half of the seam: see README.md in this directory.</summary>
internal struct AtomicInt64(long initial)
{
    private long _value = initial;

    /// <summary>Volatile (acquire) read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Read() => Volatile.Read(ref _value);

    /// <summary>Volatile (release) write; a later read may overtake it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(long value) => Volatile.Write(ref _value, value);

    /// <summary>Atomic swap and full fence; returns the old value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Exchange(long value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Atomic compare-and-swap and full fence; returns the old value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CompareExchange(long value, long comparand) => Interlocked.CompareExchange(ref _value, value, comparand);

    /// <summary>Atomic addition and full fence; returns the new value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Add(long addend) => Interlocked.Add(ref _value, addend);
}
