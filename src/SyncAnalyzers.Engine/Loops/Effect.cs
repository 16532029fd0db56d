namespace SyncAnalyzers.Engine.Loops;

/// <summary>What one operation does to shared memory or to the processor.</summary>
public enum EffectKind
{
    Read,
    Write,

    /// <summary>An Interlocked read-modify-write: a full fence.</summary>
    Update,

    /// <summary>A full fence: nothing moves across.</summary>
    Fence,

    /// <summary>Forces later reads to look again, but lets a store pass a later load.</summary>
    HalfFence,

    /// <summary>Tells the processor that this is a spin loop; no fence.</summary>
    Pause,

    /// <summary>Gives the processor away for a time: Sleep, Yield, Delay.</summary>
    Sleep,

    /// <summary>Blocks until somebody else does something, or takes a lock.</summary>
    Block,

    /// <summary>Asks an object about its state and changes nothing.</summary>
    Query,

    /// <summary>Reads a clock.</summary>
    Clock,

    /// <summary>Takes a lock if that is possible at once.</summary>
    TryAcquire,

    /// <summary>A call the just-in-time compiler will not see through, though its source is known and follows.</summary>
    Call,

    /// <summary>A call nobody can see through.</summary>
    Opaque,
}

/// <summary>How an access is ordered against others of its thread.</summary>
public enum Ordering
{
    Plain,

    /// <summary>Acquire or release.</summary>
    Volatile,

    /// <summary>Sequentially consistent.</summary>
    Full,
}

/// <summary>Tells effects apart: a helper that is called twice has two, made by one operation.</summary>
public readonly record struct EffectKey(IOperation Operation, IOperation? Call, IOperation Site);

/// <summary>One such effect.</summary>
/// <param name="Operation">Where it happens.</param>
/// <param name="Frame">The function it happens in.</param>
/// <param name="Value">What is written.</param>
public sealed record Effect(EffectKind Kind, IOperation Operation, Frame Frame, Place? Place = null, Ordering Ordering = Ordering.Plain, IOperation? Value = null)
{
    /// <summary>Where it happens in the function being analyzed: the operation, or the call that leads to it.</summary>
    public IOperation Site => Frame.SiteOf(Operation);

    public EffectKey Key => new(Operation, Frame.Call, Site);

    /// <summary>An attempt at once, whose outcome is up to others: to take a lock, or an element that they put in.</summary>
    public bool IsAttempt => Kind == EffectKind.TryAcquire || IsTake;

    public bool IsTake => Kind == EffectKind.Opaque && Operation is IInvocationOperation call && KnownCalls.IsTake(call);

    public bool IsShared => Place is { IsShared: true };
}
