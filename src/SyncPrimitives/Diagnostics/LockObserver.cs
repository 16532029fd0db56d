using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// What is done for a lock besides locking: order, ranks, owner. A lock without any of it has no observer, so being off
/// costs one test of a field that is null.
/// </summary>
internal class LockObserver
{
    private readonly IObservedLock _lock;
    private readonly OwnerTracking _tracking;
    private readonly LockOrderGraph? _graph;
    private readonly LockNode? _node;
    private readonly long _order;
    private readonly bool _slotsAreLocks;
    private AtomicReference<LockHolder?> _holder = new(null, "holder");

    protected LockObserver(IObservedLock source, LockOptions options, long order, LockOrderGraph? graph, bool slotsAreLocks)
    {
        _lock = source;
        _tracking = options.Owner;
        _node = graph?.NodeOf(options, () => LockNames.NameOf(source));
        _graph = _node is null ? null : graph;
        _order = order;
        _slotsAreLocks = slotsAreLocks;
    }

    /// <summary>The last holder if the lock is still held by it.</summary>
    public LockHolder? CurrentHolder => _holder.Read() is { IsCurrent: true } holder ? holder : null;

    /// <summary>The observer of a lock, or null when there is nothing to observe.</summary>
    /// <param name="source">The lock.</param>
    /// <param name="options">Locks with the same options are one node of the order graph.</param>
    /// <param name="order">Position among the locks of its node: they may be nested in ascending order. 0: no position.</param>
    /// <param name="slotsAreLocks">Whether each slot is a lock of its own, ordered by number.</param>
    public static LockObserver? For(IObservedLock source, LockOptions options, long order, bool slotsAreLocks = false) =>
        For(source, options, order, LockOrder.Graph, slotsAreLocks);

    /// <summary>As the other overload, for a graph of its own.</summary>
    internal static LockObserver? For(IObservedLock source, LockOptions options, long order, LockOrderGraph? graph, bool slotsAreLocks = false) =>
        graph is null && options.Owner == OwnerTracking.None
            ? null
            : new LockObserver(source, options, order, graph, slotsAreLocks);

    /// <summary>Before an acquisition that may block.</summary>
    /// <exception cref="LockRecursionException">The owner is tracked, and a scope of this thread holds the lock.</exception>
    /// <exception cref="LockOrderException">The order is violated, and that throws.</exception>
    public void Entering(bool isAsync, int slot = 0)
    {
        // Only a scope is bound to its thread; the flow of an async holder may be elsewhere by now.
        if (!isAsync && _tracking != OwnerTracking.None && CurrentHolder is { IsAsync: false } holder && holder.ThreadId == CurrentThread.Id && Part(holder.Slot) == Part(slot))
            throw new LockRecursionException($"This thread holds the {LockNames.KindOf(_lock)} '{LockNames.NameOf(_lock)}' already, and it is not recursive.");
        _graph?.Entering(_node!, _lock, Part(slot), Position(slot));
    }

    /// <summary>After an acquisition by a thread.</summary>
    public void Entered(Lease lease)
    {
        Track(lease, isAsync: false);
        if (_graph is not null)
            HeldLocks.OfThread.Add(new HeldLock(_node!, Part(lease.Slot), Position(lease.Slot), lease));
    }

    /// <summary>After an acquisition by an async flow; the lease to hand out.</summary>
    public Lease EnteredAsync(Lease lease)
    {
        Track(lease, isAsync: true);
        AddToFlow(lease);
        return _tracking == OwnerTracking.None ? lease : new LeaseSentinel(lease).Lease;
    }

    /// <summary>Notes that the current async flow holds the lock.</summary>
    public void AddToFlow(Lease lease)
    {
        if (_graph is not null)
            HeldLocks.AddToFlow(new HeldLock(_node!, Part(lease.Slot), Position(lease.Slot), lease));
    }

    /// <summary>Releases if the acquisition is the current one, and reports its end; false, and no effect, when it is over.</summary>
    public bool TryRelease(int slot, long stamp)
    {
        // All that is known of the hold is taken before the lock is handed on: afterwards the next holder is written down
        // in the place of this one, and may run on this very thread. If the acquisition is over, there is nothing to take.
        TimeSpan? held = _holder.Read() is { } holder && holder.Is(slot, stamp) ? holder.HeldFor : null;
        if (_graph is not null)
            HeldLocks.Remove(_lock, slot, stamp);
        if (!_lock.TryReleaseUnobserved(slot, stamp))
            return false;
        if (held is { } time)
            SyncMetrics.Held(_lock, time.TotalSeconds);
        Left();
        return true;
    }

    /// <summary>The lock was released.</summary>
    protected virtual void Left()
    {
    }

    /// <summary>A waiter of the lock gave up.</summary>
    public virtual void Abandoned(Waiter waiter)
    {
    }

    public string[] Neighbours(bool before) => _graph?.Neighbours(_node!, before) ?? [];

    private void Track(Lease lease, bool isAsync)
    {
        if (_tracking != OwnerTracking.None)
            _holder.Write(new LockHolder(lease, isAsync, _tracking == OwnerTracking.ThreadAndStack ? CurrentThread.Stack : null));
    }

    // Each slot of a striped lock is a lock, to be nested in ascending order. The slots of others are just acquisitions.
    private int Part(int slot) => _slotsAreLocks ? slot : 0;

    private long Position(int slot) => _order + Part(slot);
}
