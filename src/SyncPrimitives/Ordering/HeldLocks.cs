namespace SyncPrimitives;

/// <summary>One lock that is held, with its place in the graph.</summary>
/// <param name="node">Its place.</param>
/// <param name="part">Which lock of a primitive that is made of many; 0 in others.</param>
/// <param name="order">Position among the locks of the node; 0: none.</param>
/// <param name="lease">The acquisition.</param>
internal readonly struct HeldLock(LockNode node, int part, long order, Lease lease)
{
    public int Part { get; } = part;

    public LockNode Node { get; } = node;

    public long Order { get; } = order;

    public Lease Lease { get; } = lease;
}

/// <summary>The locks held by a thread, as scopes, and by an async flow, as leases. Used only while lock order is validated.</summary>
internal sealed class HeldLocks
{
    private static readonly AsyncLocal<FlowEntry?> Flow = new();

    [ThreadStatic]
    private static HeldLocks? t_ofThread;

    // Looking into the flow costs more than all the rest; programs that only block never need to.
    private static bool s_anyFlow;

    private HeldLock[] _held = new HeldLock[16];

    public static HeldLocks OfThread => t_ofThread ??= new HeldLocks();

    public int Count { get; private set; }

    public ref readonly HeldLock this[int index] => ref _held[index];

    /// <summary>The locks of the async flow, the last one first.</summary>
    public static FlowEntry? OfFlow => Volatile.Read(ref s_anyFlow) ? Flow.Value : null;

    public void Add(HeldLock held)
    {
        if (Count == _held.Length)
            Array.Resize(ref _held, Count * 2);
        _held[Count++] = held;
    }

    public static void AddToFlow(HeldLock held)
    {
        Volatile.Write(ref s_anyFlow, true);
        Flow.Value = new FlowEntry(held, Flow.Value);
    }

    /// <summary>Forgets a lock that is about to be released, wherever it is noted.</summary>
    public static void Remove(ILeaseSource source, int slot, long stamp)
    {
        HeldLocks thread = OfThread;
        for (int i = thread.Count - 1; i >= 0; i--)
        {
            if (!IsSame(thread._held[i].Lease, source, slot, stamp))
                continue;
            thread.Count--;
            Array.Copy(thread._held, i + 1, thread._held, i, thread.Count - i);
            thread._held[thread.Count] = default;
            return;
        }

        // A lease released by another flow stays in the chain of its own; it is skipped there, being over.
        FlowEntry? flow = OfFlow;
        while (flow is not null && (IsSame(flow.Held.Lease, source, slot, stamp) || !flow.Held.Lease.IsHeld))
            flow = flow.Next;
        if (flow != OfFlow)
            Flow.Value = flow;
    }

    private static bool IsSame(Lease lease, ILeaseSource source, int slot, long stamp) =>
        lease.Source == source && lease.Slot == slot && lease.Stamp == stamp;

    /// <summary>A link of the chain of a flow.</summary>
    internal sealed class FlowEntry(HeldLock held, FlowEntry? next)
    {
        public HeldLock Held { get; } = held;

        public FlowEntry? Next { get; } = next;
    }
}
