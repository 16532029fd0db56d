using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// The first-in-first-out queue of those who wait for a primitive, and the waiters it has used before. All links are guarded
/// by <see cref="Gate"/>; nobody is told of a grant, and no token or timer is touched, while the gate is held.
/// </summary>
/// <remarks>Keeps as many idle waiters as ever waited at once, at most 256: hence no allocation after warm-up.</remarks>
internal sealed class WaitQueue
{
    private const int MaxIdle = 256;

    private Guarded<Waiter?> _first;
    private Guarded<Waiter?> _last;
    private Guarded<int> _count;
    private AtomicReference<Waiter?> _idle = new(null, "idle waiters");

    public WaitQueue(IWaitOwner owner)
    {
        Owner = owner;
        _first = new(Gate, null, "first waiter");
        _last = new(Gate, null, "last waiter");
        _count = new(Gate, 0, "waiters");
    }

    /// <summary>The queue of a primitive, made when somebody first has to wait.</summary>
    public static WaitQueue Ensure(ref AtomicReference<WaitQueue?> cell, IWaitOwner owner)
    {
        if (cell.Read() is { } queue)
            return queue;
        var created = new WaitQueue(owner);
        return cell.CompareExchange(created, null) ?? created;
    }

    public Gate Gate { get; } = new("queue");

    public IWaitOwner Owner { get; }

    /// <summary>The one who has waited longest. Under the gate.</summary>
    public Waiter? First => _first.Value;

    /// <summary>How many wait. Under the gate.</summary>
    public int Count => _count.Value;

    /// <summary>A snapshot of <see cref="Count"/>, for monitoring. Takes the gate.</summary>
    public int CountSnapshot()
    {
        Gate.Enter();
        try
        {
            return _count.Value;
        }
        finally
        {
            Gate.Exit();
        }
    }

    /// <summary>Puts a new waiter at the end. Under the gate.</summary>
    public Waiter Enqueue(int slot, int kind)
    {
        Waiter waiter = Rent();
        waiter.Slot.Value = slot;
        waiter.Kind.Value = kind;
        waiter.IsQueued.Value = true;
        waiter.Next.Value = null;
        waiter.Previous.Value = _last.Value;
        if (_last.Value is { } last)
            last.Next.Value = waiter;
        else
            _first.Value = waiter;
        _last.Value = waiter;
        _count.Value++;
        return waiter;
    }

    /// <summary>Takes a waiter out. Under the gate.</summary>
    public void Remove(Waiter waiter)
    {
        Waiter? previous = waiter.Previous.Value;
        Waiter? next = waiter.Next.Value;
        if (previous is null)
            _first.Value = next;
        else
            previous.Next.Value = next;
        if (next is null)
            _last.Value = previous;
        else
            next.Previous.Value = previous;
        waiter.Previous.Value = null;
        waiter.Next.Value = null;
        waiter.IsQueued.Value = false;
        _count.Value--;
    }

    /// <summary>The one who has waited longest for the slot, after <paramref name="after"/> if given. Under the gate.</summary>
    public Waiter? FirstOf(int slot, Waiter? after = null)
    {
        Waiter? waiter = after is null ? _first.Value : after.Next.Value;
        while (waiter is not null && waiter.Slot.Value != slot)
            waiter = waiter.Next.Value;
        return waiter;
    }

    /// <summary>Takes a waiter that gives up out of the queue; false when it has been granted or has given up already.</summary>
    /// <param name="waiter">The waiter.</param>
    /// <param name="ifExpired">
    /// Only if its time has passed. A late timer may find the waiter in a later use; that one's time limit is asked, under
    /// the gate, where "queued" and the limit belong to the same use.
    /// </param>
    public bool TryAbandon(Waiter waiter, bool ifExpired = false)
    {
        Grants grants = default;
        bool abandoned;
        Gate.Enter();
        try
        {
            abandoned = waiter.IsQueued.Value && (!ifExpired || waiter.IsExpired);
            if (abandoned)
            {
                Remove(waiter);
                Owner.AfterRemoval(waiter, ref grants);
            }
        }
        finally
        {
            Gate.Exit();
        }

        if (abandoned)
            Owner.Abandoned(waiter);
        grants.Deliver();
        return abandoned;
    }

    /// <summary>Takes a waiter back for another use. Anywhere.</summary>
    public void Return(Waiter waiter)
    {
        Waiter? top = _idle.Read();
        while (true)
        {
            int depth = top is null ? 1 : top.IdleDepth.Read() + 1;
            if (depth > MaxIdle)
                return;
            waiter.IdleDepth.Write(depth);
            waiter.NextIdle.Write(top);
            Waiter? seen = _idle.CompareExchange(waiter, top);
            if (seen == top)
                return;
            top = seen;
        }
    }

    private Waiter Rent()
    {
        // Only the holder of the gate takes from this stack, so a top that is still there is still on the same rest.
        Waiter? top = _idle.Read();
        while (top is not null)
        {
            Waiter? seen = _idle.CompareExchange(top.NextIdle.Read(), top);
            if (seen == top)
                return top;
            top = seen;
        }

        return new Waiter(this);
    }
}
