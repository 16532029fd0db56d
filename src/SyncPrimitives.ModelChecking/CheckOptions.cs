namespace SyncPrimitives.ModelChecking;

/// <summary>Limits and choices of one exploration.</summary>
public sealed record CheckOptions
{
    /// <summary>States after which the exploration gives up with <see cref="Verdict.Inconclusive"/>; a state takes about 200 bytes.</summary>
    public int MaxStates { get; init; } = 1_000_000;

    /// <summary>Whether to look for deadlock and livelock among spinning threads, and for starvation.</summary>
    public bool CheckLiveness { get; init; } = true;

    /// <summary>Whether a thread that may starve counts as a finding.</summary>
    public bool CheckStarvation { get; init; } = true;
}
