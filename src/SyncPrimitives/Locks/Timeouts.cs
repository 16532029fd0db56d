namespace SyncPrimitives;

/// <summary>Timeouts as the framework understands them.</summary>
internal static class Timeouts
{
    /// <summary>Milliseconds, rounded up; -1 is without end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative and not -1 ms, or more than <see cref="int.MaxValue"/> ms (24 days).</exception>
    public static int ToMilliseconds(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
            return Timeout.Infinite;
        double milliseconds = Math.Ceiling(timeout.TotalMilliseconds);
        if (milliseconds is < 0 or > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A timeout is from 0 to 24 days, or Timeout.InfiniteTimeSpan.");
        return (int)milliseconds;
    }
}
