namespace SyncAnalyzers.Engine.Balance;

/// <summary>One fault in how often, where or by whom a lock is acquired and released.</summary>
/// <param name="At">Where to report it.</param>
/// <param name="Lock">The lock, as a person would write it.</param>
/// <param name="Others">What explains it: the release, the operation that throws, the other acquisition.</param>
public sealed record Imbalance(ImbalanceKind Kind, IOperation At, string Lock, params ImmutableArray<IOperation> Others)
{
    /// <summary>What differs from case to case in the story, in words that complete the rule's sentence.</summary>
    public string Detail { get; init; } = "";
}

public enum ImbalanceKind
{
    HeldAtReturn,
    HeldAtThrow,
    ReleasedUnheld,
    LeftOver,
    HeldAcrossSuspension,
    WrongMode,
    ResultIgnored,
    AcquiredInsideTry,
    Reassigned,
    OtherThread,
    LeaseDropped,
    PermitLeaseHeld,
    PermitResultIgnored,
    SignalWithoutLock,
}
