using System.Runtime.CompilerServices;

namespace SyncPrimitives.Machine;

/// <summary>A shared 64-bit cell; see README.md in this folder for the contract the model checker implements too.</summary>
internal struct AtomicInt64
{
    private long _value;

    /// <summary>Creates the cell. The name appears in the model checker's traces only.</summary>
    public AtomicInt64(long value, string name)
    {
        _ = name;
        _value = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Read() => Volatile.Read(ref _value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(long value) => Volatile.Write(ref _value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Exchange(long value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Stores <paramref name="value"/> if the cell holds <paramref name="comparand"/>; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CompareExchange(long value, long comparand) => Interlocked.CompareExchange(ref _value, value, comparand);

    /// <summary>Adds and returns the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Add(long amount) => Interlocked.Add(ref _value, amount);
}
