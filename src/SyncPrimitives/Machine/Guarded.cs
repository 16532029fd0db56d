using System.Runtime.CompilerServices;

namespace SyncPrimitives.Machine;

/// <summary>A cell that only the holder of its gate reads or writes; here a plain field, in the model a check of that promise.</summary>
internal struct Guarded<T>
{
    private T _value;

    /// <summary>Creates the cell. The gate and the name matter to the model checker only.</summary>
    public Guarded(Gate gate, T value, string name)
    {
        _ = gate;
        _ = name;
        _value = value;
    }

    public T Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _value;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _value = value;
    }
}
