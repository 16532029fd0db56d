namespace SyncPrimitives;

/// <summary>What debugger views and reports ask of a lock.</summary>
internal interface ILockState : IObservedLock
{
    string Kind { get; }

    bool IsHeld { get; }

    LockObserver? Observer { get; }

    /// <summary>Null while nobody has ever waited.</summary>
    WaitQueue? Queue { get; }
}
