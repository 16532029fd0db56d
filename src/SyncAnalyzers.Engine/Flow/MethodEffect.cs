using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>What calling a method does to locks, net, in its own terms: a wrapper around acquire or release.</summary>
/// <param name="Always">Whatever the call returns.</param>
/// <param name="OnSuccess">Only if it returns <see langword="true"/>, or something other than <see langword="null"/>.</param>
/// <param name="IsLease">What it returns is disposed to release what it acquired.</param>
/// <param name="IsAsync">Done when the returned task is.</param>
public sealed record MethodEffect(ImmutableArray<LockDelta> Always, ImmutableArray<LockDelta> OnSuccess, bool IsLease, bool IsAsync)
{
    /// <summary>No path through it throws.</summary>
    public bool CannotFail { get; init; }
}

/// <summary>One lock, so many times more (or fewer) held after the call.</summary>
public sealed record LockDelta(AccessPath Lock, LockMode Mode, SyncPrimitive Primitive, int Change);
