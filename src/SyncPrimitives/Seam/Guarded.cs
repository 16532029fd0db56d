using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>Plain data that several threads use only while they hold one <see cref="Gate"/>. Costs nothing over a field.</summary>
internal struct Guarded<T>(T initial)
{
    private T _value = initial;

    public T Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => _value;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => _value = value;
    }
}
