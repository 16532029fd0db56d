namespace SyncPrimitives.ModelChecking;

/// <summary>Limits and choices of one exploration.</summary>
public sealed record CheckOptions
{
    /// <summary>States after which the exploration gives up with <see cref="Verdict.Inconclusive"/>; a state takes about 200 bytes.</summary>
    public int MaxStates { get; init; } = 1_000_000;

    /// <summary>
    /// Explores only interleavings in which so many times a thread is interrupted that could have gone on, for programs with too
    /// many states otherwise (Musuvathi and Qadeer, 2007: few preemptions show most bugs); -1 is without limit. With a limit
    /// liveness is not checked, except that everybody is asleep.
    /// </summary>
    public int MaxPreemptions { get; init; } = -1;

    /// <summary>Whether to look for deadlock and livelock among spinning threads, and for starvation.</summary>
    public bool CheckLiveness { get; init; } = true;

    /// <summary>Whether a thread that may starve counts as a finding.</summary>
    public bool CheckStarvation { get; init; } = true;

    /// <summary>Whether steps that commute with all others are taken in one order only. Off, to try the reduction itself.</summary>
    internal bool Reduce { get; init; } = true;
}
