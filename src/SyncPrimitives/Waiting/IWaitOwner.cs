namespace SyncPrimitives;

/// <summary>The primitive whose queue it is.</summary>
internal interface IWaitOwner : ILeaseSource
{
    /// <summary>
    /// Called under the queue's gate when a waiter gave up. Whoever stood behind it may go now: they are taken out of the
    /// queue and added to the grants.
    /// </summary>
    void AfterRemoval(Waiter removed, ref Grants grants);

    /// <summary>Called in the flow that receives a grant it waited for; returns the lease to hand out.</summary>
    Lease GrantedAsync(Lease lease);

    /// <summary>Ends an acquisition that was granted to a waiter that could not receive it; no observer has heard of it.</summary>
    void TakeBack(int slot, long stamp);

    /// <summary>Called outside the gate when a waiter gave up.</summary>
    void Abandoned(Waiter removed);
}
