namespace SyncPrimitives.ModelChecking;

/// <summary>What an exploration found, worst first.</summary>
public enum Verdict
{
    /// <summary>An assertion, a final check or the exclusion of a section failed, or a thread threw.</summary>
    Violated,

    /// <summary>A state can be reached from which nobody ever gets in, or finishes, whatever the schedule.</summary>
    Deadlock,

    /// <summary>A fair schedule exists in which nobody ever gets in, or finishes, although another schedule would let them.</summary>
    Livelock,

    /// <summary>A fair schedule exists in which one thread that wants in waits for ever while others get in.</summary>
    Starvation,

    /// <summary>The state limit was reached without finding anything: nothing is proved.</summary>
    Inconclusive,

    /// <summary>All interleavings were explored and none does any of the above.</summary>
    Holds,
}
