using System.Diagnostics;

namespace SyncPrimitives.Machine;

/// <summary>The time that is measured, never the time that is waited for.</summary>
internal static class Clock
{
    public static long Ticks => Stopwatch.GetTimestamp();

    public static TimeSpan Since(long ticks) => TimeSpan.FromSeconds((Ticks - ticks) / (double)Stopwatch.Frequency);
}
