using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>Several leases released as one.</summary>
internal sealed class CompositeLease(Lease[] leases) : ILeaseSource
{
    private const int Held = 1;
    private AtomicInt32 _state = new(Held, "composite");

    public LockOptions Options => LockOptions.Default;

    public Lease Lease => new(this, 0, Held);

    public static LeaseAwaitable EnterAsync(int count, Func<int, LeaseAwaitable> enter) => new(EnterAllAsync(count, enter));

    public static void ReleaseAll(Lease[] leases)
    {
        for (int i = leases.Length - 1; i >= 0; i--)
            leases[i].Dispose();
    }

    /// <summary>Called in the flow that receives the lease; the flow that took the locks one by one was another.</summary>
    public static Lease InFlow(Lease lease)
    {
        if (LockOrder.Graph is not null && lease.Source is CompositeLease composite)
            composite.AddToFlow();
        return lease;
    }

    public bool TryRelease(int slot, long stamp)
    {
        if (_state.Exchange(0) != Held)
            return false;
        ReleaseAll(leases);
        return true;
    }

    public bool IsCurrent(int slot, long stamp) => _state.Read() == Held;

    private void AddToFlow()
    {
        foreach (Lease lease in leases)
            (lease.Source as ILockState)?.Observer?.AddToFlow(lease);
    }

    private static async Task<Lease> EnterAllAsync(int count, Func<int, LeaseAwaitable> enter)
    {
        var leases = new Lease[count];
        try
        {
            for (int i = 0; i < count; i++)
                leases[i] = await enter(i).ConfigureAwait(false);
        }
        catch
        {
            ReleaseAll(leases);
            throw;
        }

        return new CompositeLease(leases).Lease;
    }
}
