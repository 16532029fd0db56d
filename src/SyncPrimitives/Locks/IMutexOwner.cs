namespace SyncPrimitives;

/// <summary>A primitive made of words that follow <see cref="HandOff"/>, one or many.</summary>
internal interface IMutexOwner : IWaitOwner, ILockState
{
    /// <summary>The queue for those who wait for the slot; slots may share one.</summary>
    WaitQueue QueueOf(int slot);
}
