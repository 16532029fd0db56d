using System.Runtime.CompilerServices;

namespace SyncPrimitives.Machine;

/// <summary>Who is running.</summary>
internal static class CurrentThread
{
    /// <summary>A number above zero, unique among live threads.</summary>
    public static int Id
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Environment.CurrentManagedThreadId;
    }

    /// <summary>The calls that led here, for reports.</summary>
    public static string Stack => Environment.StackTrace;
}
