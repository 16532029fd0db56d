namespace SyncPrimitives;

/// <summary>Stands between a tracked lease and its lock; when it dies without having been released, the lease was lost.</summary>
internal sealed class LeaseSentinel(Lease inner) : ILeaseSource
{
    public Lease Lease => new(this, inner.Slot, inner.Stamp);

    public LockOptions Options => inner.Source!.Options;

    ~LeaseSentinel()
    {
        if (inner.IsHeld)
            Misuse.LeaseAbandoned(inner.Source!);
    }

    public bool TryRelease(int slot, long stamp)
    {
        bool released = inner.Source!.TryRelease(slot, stamp);
#pragma warning disable CA1816 // The lease is the disposable; this only watches it.
        if (released)
            GC.SuppressFinalize(this);
#pragma warning restore CA1816
        return released;
    }

    public bool IsCurrent(int slot, long stamp) => inner.Source!.IsCurrent(slot, stamp);
}
