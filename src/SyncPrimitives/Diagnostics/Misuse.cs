using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>What happens on misuse that hurts nobody: reported, or thrown where the program asks for it.</summary>
internal static class Misuse
{
    private static readonly bool Throws =
        AppContext.TryGetSwitch("SyncPrimitives.ThrowOnMisuse", out bool enabled) && enabled;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void StaleRelease(ILeaseSource source)
    {
        _ = source;
        if (Throws)
            throw Over();
    }

    public static SynchronizationLockException Over() =>
        new("This acquisition is already over: it was released before, through this or another copy of its lease.");
}
