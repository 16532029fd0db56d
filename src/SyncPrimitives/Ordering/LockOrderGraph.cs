using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// Who was taken inside whom, over the whole run. An edge that is known costs one load and one test; a new one is looked up
/// in the graph, and closes a cycle or is added.
/// </summary>
/// <remarks>The idea of the Linux kernel's lockdep and Abseil's mutex debugging. At most 1024 nodes; what comes later is not observed.</remarks>
internal sealed class LockOrderGraph
{
    private readonly LockOrderMode _mode;
    private readonly Action<LockOrderViolation> _report;
    private readonly int _maxNodes;
    private readonly int _words;

    private readonly Gate _gate = new("lock order");

    // Row a, bit b: "b inside a" is known and needs no look. Only ever added to, under the gate.
    private readonly AtomicInt64[] _known;
    private Guarded<Chain<LockOrderStep>?> _edges;
    private Guarded<Chain<LockOrderViolation>?> _violations;

    // Under the gate, too.
    private readonly List<LockNode> _nodes = [];
    private readonly ConditionalWeakTable<LockOptions, LockNode> _classes = new();

    /// <summary>Makes an empty graph.</summary>
    /// <param name="mode">What is done about a violation, besides reporting it.</param>
    /// <param name="report">Told of each new violation, outside of the gate.</param>
    /// <param name="maxNodes">What comes later is not observed.</param>
    public LockOrderGraph(LockOrderMode mode, Action<LockOrderViolation> report, int maxNodes = 1024)
    {
        _mode = mode;
        _report = report;
        _maxNodes = maxNodes;
        _words = (maxNodes + 63) / 64;
        _known = new AtomicInt64[maxNodes * _words];
        for (int i = 0; i < _known.Length; i++)
            _known[i] = new AtomicInt64(0, "known");
        _edges = new(_gate, null, "edges");
        _violations = new(_gate, null, "violations");
    }

    /// <summary>The acquisitions that violate nothing, the newest first; each once.</summary>
    public IEnumerable<LockOrderStep> Edges => Snapshot(ref _edges);

    /// <summary>The newest first; each once.</summary>
    public IEnumerable<LockOrderViolation> Violations => Snapshot(ref _violations);

    /// <summary>The node of a lock, shared by the locks of the same options; null when there are too many.</summary>
    public LockNode? NodeOf(LockOptions options, Func<string> name)
    {
        _gate.Enter();
        try
        {
            if (options != LockOptions.Default && _classes.TryGetValue(options, out LockNode? known))
                return known;
            if (_nodes.Count == _maxNodes)
                return null;
            var node = new LockNode(_nodes.Count, name(), options.Rank);
            _nodes.Add(node);
            if (options != LockOptions.Default)
                _classes.Add(options, node);
            return node;
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Checks an acquisition against everything this thread and flow hold.</summary>
    public void Entering(LockNode node, ILeaseSource source, int part, long order) =>
        Entering(HeldLocks.OfThread, HeldLocks.OfFlow, node, source, part, order);

    internal void Entering(HeldLocks thread, HeldLocks.FlowEntry? flow, LockNode node, ILeaseSource source, int part, long order)
    {
        for (int i = thread.Count - 1; i >= 0; i--)
            Check(in thread[i], node, source, part, order);
        for (; flow is not null; flow = flow.Next)
        {
            HeldLock held = flow.Held;
            if (held.Lease.IsHeld)
                Check(in held, node, source, part, order);
        }
    }

    /// <summary>Throws if there was any violation.</summary>
    public void AssertAcyclic()
    {
        LockOrderViolation[] all = [.. Violations.Reverse()];
        if (all.Length != 0)
            throw new LockOrderException($"{all.Length} lock-order violation(s).{Environment.NewLine}{string.Join<LockOrderViolation>(Environment.NewLine, all)}");
    }

    public void WriteDot(TextWriter writer)
    {
        LockNode[] nodes;
        Chain<LockOrderStep>? edges;
        Chain<LockOrderViolation>? violations;
        _gate.Enter();
        try
        {
            nodes = [.. _nodes];
            edges = _edges.Value;
            violations = _violations.Value;
        }
        finally
        {
            _gate.Exit();
        }

        LockOrderDot.Write(writer, nodes, [.. edges?.Reverse() ?? []], [.. violations?.Reverse().Select(violation => violation.Now) ?? []]);
    }

    public string[] Neighbours(LockNode node, bool before) =>
        [.. Edges.Reverse().Where(edge => (before ? edge.ToNode : edge.FromNode) == node).Select(edge => before ? edge.From : edge.To)];

    private IEnumerable<T> Snapshot<T>(ref Guarded<Chain<T>?> chain)
    {
        _gate.Enter();
        try
        {
            return chain.Value ?? Enumerable.Empty<T>();
        }
        finally
        {
            _gate.Exit();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Check(in HeldLock held, LockNode node, ILeaseSource source, int part, long order)
    {
        if (held.Node == node || !IsKnown(held.Node, node))
            CheckSlow(held, node, source, part, order);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckSlow(HeldLock held, LockNode node, ILeaseSource source, int part, long order)
    {
        bool isClass = held.Node == node, isSame = isClass && held.Lease.Source == source && held.Part == part;
        if (isClass && !isSame && (order == 0 || held.Order < order))
            return;
        LockOrderViolation? violation;
        bool isNew;
        _gate.Enter();
        try
        {
            violation = !isClass ? CheckEdge(held.Node, node, out isNew)
                : Violate(isSame ? LockOrderViolationKind.Recursion : LockOrderViolationKind.SameClass, node, node, [], out isNew);
        }
        finally
        {
            _gate.Exit();
        }

        if (isNew)
            _report(violation!);
        if (violation is not null && _mode == LockOrderMode.Throw)
            throw new LockOrderException(violation);
    }

    private LockOrderViolation? CheckEdge(LockNode from, LockNode to, out bool isNew)
    {
        isNew = false;

        // Another thread may have come first.
        if (IsKnown(from, to))
            return null;
        List<LockOrderStep>? back = PathBetween(to, from);
        bool rank = from.Rank != 0 && to.Rank != 0 && to.Rank <= from.Rank;
        if (back is null && !rank)
        {
            _edges.Value = new(new LockOrderStep(from, to, CurrentThread.Stack), _edges.Value);
            Learn(from, to);
            return null;
        }

        // What throws, throws every time.
        if (_mode != LockOrderMode.Throw)
            Learn(from, to);
        return Violate(back is null ? LockOrderViolationKind.Rank : LockOrderViolationKind.Cycle, from, to, back?.ToArray() ?? [], out isNew);
    }

    // Null when it is known and nobody needs it again.
    private LockOrderViolation? Violate(LockOrderViolationKind kind, LockNode from, LockNode to, LockOrderStep[] before, out bool isNew)
    {
        isNew = _violations.Value?.Any(old => old.Kind == kind && old.Now.FromNode == from && old.Now.ToNode == to) != true;
        if (!isNew && _mode != LockOrderMode.Throw)
            return null;
        var violation = new LockOrderViolation(kind, new LockOrderStep(from, to, CurrentThread.Stack), before);
        if (isNew)
            _violations.Value = new(violation, _violations.Value);
        return violation;
    }

    private bool IsKnown(LockNode from, LockNode to) => (_known[(from.Index * _words) + (to.Index >> 6)].Read() & (1L << to.Index)) != 0;

    private void Learn(LockNode from, LockNode to)
    {
        ref AtomicInt64 word = ref _known[(from.Index * _words) + (to.Index >> 6)];
        word.Write(word.Read() | (1L << to.Index));
    }

    // Breadth-first over the edges that violate nothing: the shortest chain of acquisitions from one to the other.
    private List<LockOrderStep>? PathBetween(LockNode start, LockNode end)
    {
        var via = new Dictionary<LockNode, LockOrderStep?> { [start] = null };
        var open = new Queue<LockNode>([start]);
        while (open.Count != 0 && !via.ContainsKey(end))
        {
            LockNode node = open.Dequeue();
            foreach (LockOrderStep edge in _edges.Value ?? Enumerable.Empty<LockOrderStep>())
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
