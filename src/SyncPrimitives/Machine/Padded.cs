using System.Runtime.InteropServices;

namespace SyncPrimitives.Machine;

/// <summary>A cell alone on its cache lines (two, because processors prefetch pairs), so that neighbours do not slow each other down.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct PaddedInt32(int value, string name)
{
    [FieldOffset(0)]
    public AtomicInt32 Cell = new(value, name);
}

/// <summary>As <see cref="PaddedInt32"/>, 64 bits wide.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct PaddedInt64(long value, string name)
{
    [FieldOffset(0)]
    public AtomicInt64 Cell = new(value, name);
}
