namespace SyncPrimitives;

/// <summary>What hands out leases. A lease is a slot and a stamp; a stamp is used for one acquisition and never again.</summary>
internal interface ILeaseSource
{
    /// <summary>Name and checks, for reports.</summary>
    LockOptions Options { get; }

    /// <summary>Ends the acquisition if it is the current one of its slot; false, and no effect, when it is over.</summary>
    bool TryRelease(int slot, long stamp);

    /// <summary>Whether the acquisition is the current one of its slot.</summary>
    bool IsCurrent(int slot, long stamp);
}
