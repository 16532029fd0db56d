namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Lets threads that need the same whole share the work on its parts, each of which is remembered once it is done. Nobody waits.</summary>
public static class SharedWork
{
    // The golden ratio puts each newcomer far from all who have come before.
    private const double Ratio = 0.618034;

    /// <summary>All parts, beginning somewhere else for each thread that asks.</summary>
    /// <param name="threads">How many have asked.</param>
    public static IEnumerable<T> InTurn<T>(ImmutableArray<T> parts, ref int threads)
    {
        var turn = (Interlocked.Increment(ref threads) - 1) * Ratio;
        var first = (int)((turn - Math.Floor(turn)) * parts.Length);
        return Enumerable.Range(0, parts.Length).Select(at => parts[(first + at) % parts.Length]);
    }
}
