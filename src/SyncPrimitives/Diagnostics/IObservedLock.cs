namespace SyncPrimitives;

/// <summary>What a <see cref="LockObserver"/> stands before: it is asked to release, so that it can look at the hold first.</summary>
internal interface IObservedLock : ILeaseSource
{
    /// <summary>As <see cref="ILeaseSource.TryRelease"/>, and no observer hears of it.</summary>
    bool TryReleaseUnobserved(int slot, long stamp);
}
