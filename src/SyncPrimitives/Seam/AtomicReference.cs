using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>A shared reference. Production half of the seam: see README.md in this directory.</summary>
internal struct AtomicReference<T>(T? initial) where T : class
{
    private T? _value = initial;

    /// <summary>Volatile (acquire) read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T? Read() => Volatile.Read(ref _value);

    /// <summary>Volatile (release) write; publishes everything the object holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(T? value) => Volatile.Write(ref _value, value);

    /// <summary>Atomic swap and full fence; returns the old reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T? Exchange(T? value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Atomic compare-and-swap and full fence; returns the old reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T? CompareExchange(T? value, T? comparand) => Interlocked.CompareExchange(ref _value, value, comparand);
}
