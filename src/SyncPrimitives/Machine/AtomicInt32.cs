using System.Runtime.CompilerServices;

namespace SyncPrimitives.Machine;

/// <summary>A shared 32-bit cell; see README.md in this folder for the contract the model checker implements too.</summary>
internal struct AtomicInt32
{
    private int _value;

    /// <summary>Creates the cell. The name appears in the model checker's traces only.</summary>
    public AtomicInt32(int value, string name)
    {
        _ = name;
        _value = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read() => Volatile.Read(ref _value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int value) => Volatile.Write(ref _value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Exchange(int value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Stores <paramref name="value"/> if the cell holds <paramref name="comparand"/>; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareExchange(int value, int comparand) => Interlocked.CompareExchange(ref _value, value, comparand);

    /// <summary>Adds and returns the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(int amount) => Interlocked.Add(ref _value, amount);
}
