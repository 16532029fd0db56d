namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>A synchronization type and what each of its members does: one row of <see cref="KnownPrimitives"/>.</summary>
/// <remarks>
/// Members are listed by name only. Which overload takes the lock object as an argument, whether success is reported by a
/// <c>bool</c>, a <c>ref bool</c> or a <c>Task&lt;bool&gt;</c>, whether the wait is bounded, and whether the result is a lease,
/// is read off the signature by <see cref="SyncCall"/>.
/// </remarks>
public sealed record SyncPrimitive(string TypeName)
{
    /// <summary>Who must release the lock. A semaphore permit has no owner: any thread may give it back.</summary>
    public LockOwner Owner { get; init; } = LockOwner.Thread;

    /// <summary>What happens when the holder acquires the lock again.</summary>
    public Recursion Recursion { get; init; } = Recursion.Blocks;

    public ImmutableArray<SyncOperation> Operations { get; init; } = [];

    /// <summary>The name in metadata, without namespace and outer type.</summary>
    public string SimpleName => TypeName.Substring(TypeName.LastIndexOfAny(['.', '+']) + 1);

    /// <summary>The name as it is written in code.</summary>
    public string Word => SimpleName.Split('`')[0];

    /// <summary>A semaphore: what is acquired is one permit of several.</summary>
    public bool GivesPermits => Operations.Any(operation => operation.Mode == LockMode.Permit);

    /// <summary>What is acquired is given back by disposing a lease, and in no other way.</summary>
    public bool IsLeasedOnly => Operations.All(operation => operation.Effect is not (SyncEffect.Release or SyncEffect.ReleaseAll));

    /// <summary>Boolean properties that are true while the calling thread holds the lock, with the mode they tell of.</summary>
    public ImmutableArray<(string Member, LockMode Mode)> HeldGuards { get; init; } = [];

    /// <summary>Many locks in one object, one for each key; the first argument says which.</summary>
    public bool IsKeyed { get; init; }

    /// <summary>
    /// The constructor's parameter that says how many are let in at once. Without it one is, if no options are given either;
    /// <see langword="null"/> where it never is more.
    /// </summary>
    public string? CountParameter { get; init; }

    /// <summary>Takes all the locks it is given at once, in an order of its own: they are what is held, not the type.</summary>
    public bool TakesSeveral { get; init; }

    /// <summary>A type of another library, known by name alone; the framework cannot be asked whether its members exist.</summary>
    public bool IsForeign { get; init; }
}

/// <summary>What calling any of <paramref name="Members"/> does.</summary>
public sealed record SyncOperation(SyncEffect Effect, LockMode Mode, ImmutableArray<string> Members)
{
    /// <summary>Without a timeout argument the call does not wait at all: <c>Monitor.TryEnter(o)</c>.</summary>
    public bool NeverWaits { get; init; }

    /// <summary>Turns the shared hold into an exclusive one instead of adding to it.</summary>
    public bool IsUpgrade { get; init; }
}

public enum SyncEffect
{
    Acquire,
    Release,

    /// <summary>Releases the lock, blocks, and holds the lock again on return: <c>Monitor.Wait</c>.</summary>
    Wait,
    Signal,

    /// <summary>Gives up every level and mode of the lock at once: <c>ReaderWriterLock.ReleaseLock</c>.</summary>
    ReleaseAll,
}

public enum LockMode
{
    Exclusive,
    Shared,
    Upgradeable,
    Permit,
}

public enum LockOwner
{
    Thread,
    Nobody,
}

/// <summary>What a second acquisition by the holder does.</summary>
public enum Recursion
{
    /// <summary>Deadlocks or throws.</summary>
    Blocks,

    /// <summary>Counts.</summary>
    Counts,

    /// <summary>Decided at construction: ReaderWriterLockSlim.</summary>
    ByPolicy,
}
