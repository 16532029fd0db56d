using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>A shared 32-bit word. Production half of the seam: see README.md in this directory.</summary>
internal struct AtomicInt32(int initial)
{
    private int _value = initial;

    /// <summary>Volatile (acquire) read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read() => Volatile.Read(ref _value);

    /// <summary>Volatile (release) write; a later read may overtake it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int value) => Volatile.Write(ref _value, value);

    /// <summary>Atomic swap and full fence; returns the old value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Exchange(int value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Atomic compare-and-swap and full fence; returns the old value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareExchange(int value, int comparand) => Interlocked.CompareExchange(ref _value, value, comparand);

    /// <summary>Atomic addition and full fence; returns the new value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(int addend) => Interlocked.Add(ref _value, addend);
}
