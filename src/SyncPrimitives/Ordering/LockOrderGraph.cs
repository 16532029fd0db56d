using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>
/// Who was taken inside whom, over the whole run. An edge that is known costs one load and one test; a new one is looked up
/// in the graph, and closes a cycle or is added.
/// </summary>
/// <remarks>The idea of the Linux kernel's lockdep and Abseil's mutex debugging. At most 1024 nodes; what comes later is not observed.</remarks>
internal sealed class LockOrderGraph(LockOrderMode mode, Action<LockOrderViolation> report)
{
    private const int MaxNodes = 1024;
    private const int Words = MaxNodes / 64;

    private readonly object _gate = new();

    // Row a, bit b: "b inside a" is known and needs no look. Only ever added to.
    private readonly ulong[] _known = new ulong[MaxNodes * Words];
    private readonly List<LockNode> _nodes = [];
    private readonly Dictionary<(int From, int To), LockOrderStep> _edges = [];
    private readonly List<LockOrderViolation> _violations = [];
    private readonly ConditionalWeakTable<LockOptions, LockNode> _classes = new();

    /// <summary>The node of a lock, shared by the locks of the same options; null when there are too many.</summary>
    public LockNode? NodeOf(LockOptions options, Func<string> name)
    {
        lock (_gate)
        {
            if (options != LockOptions.Default && _classes.TryGetValue(options, out LockNode? known))
                return known;
            if (_nodes.Count == MaxNodes)
                return null;
            var node = new LockNode(_nodes.Count, name(), options.Rank);
            _nodes.Add(node);
            if (options != LockOptions.Default)
                _classes.Add(options, node);
            return node;
        }
    }

    /// <summary>Checks an acquisition against everything this thread and flow hold.</summary>
    public void Entering(LockNode node, ILeaseSource source, int part, long order)
    {
        HeldLocks thread = HeldLocks.OfThread;
        for (int i = thread.Count - 1; i >= 0; i--)
            Check(in thread[i], node, source, part, order);
        for (HeldLocks.FlowEntry? flow = HeldLocks.OfFlow; flow is not null; flow = flow.Next)
        {
            HeldLock held = flow.Held;
            if (held.Lease.IsHeld)
                Check(in held, node, source, part, order);
        }
    }

    /// <summary>Throws if there was any violation.</summary>
    public void AssertAcyclic()
    {
        lock (_gate)
        {
            if (_violations.Count != 0)
                throw new LockOrderException($"{_violations.Count} lock-order violation(s).{Environment.NewLine}{string.Join(Environment.NewLine, _violations)}");
        }
    }

    public void WriteDot(TextWriter writer)
    {
        lock (_gate)
            LockOrderDot.Write(writer, _nodes, [.. _edges.Values], [.. _violations.Select(violation => violation.Now)]);
    }

    public string[] Neighbours(LockNode node, bool before)
    {
        lock (_gate)
            return [.. _edges.Values.Where(edge => (before ? edge.ToNode : edge.FromNode) == node).Select(edge => before ? edge.From : edge.To)];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Check(in HeldLock held, LockNode node, ILeaseSource source, int part, long order)
    {
        int from = held.Node.Index, to = node.Index;
        if (from == to || (Volatile.Read(ref _known[(from * Words) + (to >> 6)]) & (1UL << to)) == 0)
            CheckSlow(held, node, source, part, order);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckSlow(HeldLock held, LockNode node, ILeaseSource source, int part, long order)
    {
        LockOrderViolation? violation;
        if (held.Node == node)
        {
            bool same = held.Lease.Source == source && held.Part == part;
            if (!same && (order == 0 || held.Order < order))
                return;
            violation = Add(same ? LockOrderViolationKind.Recursion : LockOrderViolationKind.SameClass, held.Node, node);
        }
        else
        {
            violation = CheckEdge(held.Node, node);
        }

        if (violation is null)
            return;
        report(violation);
        if (mode == LockOrderMode.Throw)
            throw new LockOrderException(violation);
    }

    private LockOrderViolation? CheckEdge(LockNode from, LockNode to)
    {
        lock (_gate)
        {
            List<LockOrderStep>? back = PathBetween(to, from);
            bool rank = from.Rank != 0 && to.Rank != 0 && to.Rank <= from.Rank;
            if (back is null && !rank)
            {
                _edges[(from.Index, to.Index)] = new LockOrderStep(from, to, Environment.StackTrace);
                Learn(from, to);
                return null;
            }

            LockOrderViolation violation = AddUnderGate(back is null ? LockOrderViolationKind.Rank : LockOrderViolationKind.Cycle, from, to, back);

            // Reported once; but what throws throws every time.
            if (mode != LockOrderMode.Throw)
                Learn(from, to);
            return violation;
        }
    }

    // Null when it was reported before and is not to be thrown again.
    private LockOrderViolation? Add(LockOrderViolationKind kind, LockNode from, LockNode to)
    {
        lock (_gate)
        {
            bool seen = _violations.Exists(old => old.Kind == kind && old.Now.FromNode == from && old.Now.ToNode == to);
            return seen && mode != LockOrderMode.Throw ? null : AddUnderGate(kind, from, to, null);
        }
    }

    private LockOrderViolation AddUnderGate(LockOrderViolationKind kind, LockNode from, LockNode to, List<LockOrderStep>? before)
    {
        var violation = new LockOrderViolation(kind, new LockOrderStep(from, to, Environment.StackTrace), before ?? []);
        if (!_violations.Exists(old => old.Kind == kind && old.Now.FromNode == from && old.Now.ToNode == to))
            _violations.Add(violation);
        return violation;
    }

    private void Learn(LockNode from, LockNode to)
    {
        ref ulong word = ref _known[(from.Index * Words) + (to.Index >> 6)];
        Volatile.Write(ref word, word | (1UL << to.Index));
    }

    // Breadth-first over the edges that violate nothing: the shortest chain of acquisitions from one to the other.
    private List<LockOrderStep>? PathBetween(LockNode start, LockNode end)
    {
        var via = new Dictionary<LockNode, LockOrderStep?> { [start] = null };
        var open = new Queue<LockNode>([start]);
        while (open.Count != 0 && !via.ContainsKey(end))
        {
            LockNode node = open.Dequeue();
            foreach (LockOrderStep edge in _edges.Values)
            {
                if (edge.FromNode != node || via.ContainsKey(edge.ToNode))
                    continue;
                via[edge.ToNode] = edge;
                open.Enqueue(edge.ToNode);
            }
        }

        if (!via.TryGetValue(end, out LockOrderStep? last))
            return null;
        var path = new List<LockOrderStep>();
        for (LockOrderStep? step = last; step is not null; step = via[step.FromNode])
            path.Insert(0, step);
        return path;
    }
}
