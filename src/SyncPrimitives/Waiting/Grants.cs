namespace SyncPrimitives;

/// <summary>
/// Waiters taken out of a queue under its gate, to be told outside of it. The chain belongs to the thread that made it.
/// </summary>
internal struct Grants
{
    private Waiter? _first;
    private Waiter? _last;

    public void Add(Waiter waiter, int slot, long stamp)
    {
        waiter.GrantedSlot.Write(slot);
        waiter.Stamp.Write(stamp);
        waiter.NextGrant = null;
        if (_last is null)
            _first = waiter;
        else
            _last.NextGrant = waiter;
        _last = waiter;
    }

    public readonly void Deliver()
    {
        for (Waiter? waiter = _first; waiter is not null;)
        {
            // Read first: once told, the waiter may be in use again.
            Waiter? next = waiter.NextGrant;
            waiter.Complete(WaitOutcome.Granted);
            waiter = next;
        }
    }
}
