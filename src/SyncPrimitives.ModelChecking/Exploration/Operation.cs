namespace SyncPrimitives.ModelChecking.Exploration;

internal enum OperationKind : byte
{
    Read,
    Write,

    /// <summary>A store that stays behind earlier stores even under PSO.</summary>
    ReleaseWrite,

    Exchange,
    CompareExchange,
    Add,

    /// <summary>Any other atomic change.</summary>
    Update,

    /// <summary>Takes one of so many ways; nobody knows which.</summary>
    Choose,

    Fence,

    /// <summary>Blocks until the location equals the comparand, then stores the value.</summary>
    Await,

    /// <summary>Blocks until the location differs from the comparand.</summary>
    AwaitOther,

    /// <summary>A step without effect: something worth a line in the trace.</summary>
    Step,

    /// <summary>A loop without any access: the thread never takes another step.</summary>
    Stuck,
}

/// <summary>What a thread does next.</summary>
/// <param name="Kind">The kind of access.</param>
/// <param name="Location">The location accessed, or -1.</param>
/// <param name="Value">The value stored, or added.</param>
/// <param name="Comparand">The value compared with.</param>
/// <param name="Note">Text for the trace, instead of the usual one.</param>
/// <param name="Private">No other thread can access the location now, because a lock that the program was seen to hold guards it.</param>
/// <param name="Change">The change of an <see cref="OperationKind.Update"/>.</param>
internal readonly record struct Operation(
    OperationKind Kind, int Location = -1, long Value = 0, long Comparand = 0, string? Note = null, bool Private = false, Func<long, long>? Change = null)
{
    /// <summary>Whether the thread's store buffer must be empty first.</summary>
    public bool Drains => Kind is OperationKind.Exchange or OperationKind.CompareExchange or OperationKind.Add or OperationKind.Update
        or OperationKind.Fence or OperationKind.Await or OperationKind.AwaitOther;

    /// <summary>Whether the step commutes with every step of every other thread, so that its order does not matter.</summary>
    public bool IsLocal(MemoryModel model) =>
        Private || Kind is OperationKind.Fence || (model != MemoryModel.SC && Kind is OperationKind.Write or OperationKind.ReleaseWrite);

    /// <summary>In how many ways the step can go.</summary>
    public int Ways => Kind == OperationKind.Choose ? (int)Value : 1;

    /// <summary>Whether the step is there for the exploration only and says nothing to a reader.</summary>
    public bool IsSilent => Kind == OperationKind.Step && Note is null;

    /// <summary>Whether the operation can block for another reason than its own store buffer.</summary>
    public bool Blocks => Kind is OperationKind.Await or OperationKind.AwaitOther;

    public bool IsReady(long current) => Kind switch
    {
        OperationKind.Await => current == Comparand,
        OperationKind.AwaitOther => current != Comparand,
        OperationKind.Stuck => false,
        _ => true,
    };
}
