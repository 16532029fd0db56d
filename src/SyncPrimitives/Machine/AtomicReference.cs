using System.Runtime.CompilerServices;

namespace SyncPrimitives.Machine;

/// <summary>A shared cell that holds a reference.</summary>
internal struct AtomicReference<T>
    where T : class?
{
    private T _value;

    /// <summary>Creates the cell. The name appears in the model checker's traces only.</summary>
    public AtomicReference(T value, string name)
    {
        _ = name;
        _value = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Read() => Volatile.Read(ref _value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(T value) => Volatile.Write(ref _value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Exchange(T value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Stores <paramref name="value"/> if the cell holds <paramref name="comparand"/>; returns what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T CompareExchange(T value, T comparand) => Interlocked.CompareExchange(ref _value, value, comparand);
}
