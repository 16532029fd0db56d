namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>Strongly connected components (Tarjan 1972, without recursion).</summary>
internal sealed class Components
{
    private readonly int[] _component;
    private readonly int[] _first;
    private readonly int[] _targets;
    private readonly int[] _order;
    private readonly int[] _low;
    private readonly Stack<int> _open = new();
    private readonly Stack<(int State, int Next)> _calls = new();
    private int _visited;

    public Components(int states, List<Edge> edges, bool[] isInside)
    {
        (_component, _order, _low) = (new int[states], new int[states], new int[states]);
        Array.Fill(_component, -1);
        Array.Fill(_order, -1);
        (_first, _targets) = Adjacency(states, edges);
        for (var state = 0; state < states; state++)
            if (isInside[state] && _order[state] < 0)
                Visit(state);
    }

    public int Count { get; private set; }

    /// <summary>The component of a state, or -1.</summary>
    public int this[int state] => _component[state];

    private static (int[] First, int[] Targets) Adjacency(int states, List<Edge> edges)
    {
        var first = new int[states + 1];
        foreach (var edge in edges)
            first[edge.From + 1]++;
        for (var i = 0; i < states; i++)
            first[i + 1] += first[i];
        var next = (int[])first.Clone();
        var targets = new int[edges.Count];
        foreach (var edge in edges)
            targets[next[edge.From]++] = edge.To;
        return (first, targets);
    }

    private void Visit(int root)
    {
        Open(root);
        while (_calls.TryPop(out var call))
        {
            var (state, next) = call;
            if (next < _first[state + 1])
            {
                _calls.Push((state, next + 1));
                var target = _targets[next];
                if (_order[target] < 0)
                    Open(target);
                else if (_component[target] < 0)
                    _low[state] = Math.Min(_low[state], _order[target]);
                continue;
            }

            if (_low[state] == _order[state])
                Close(state);
            if (_calls.TryPeek(out var caller))
                _low[caller.State] = Math.Min(_low[caller.State], _low[state]);
        }
    }

    private void Open(int state)
    {
        _order[state] = _low[state] = _visited++;
        _open.Push(state);
        _calls.Push((state, _first[state]));
    }

    private void Close(int state)
    {
        int member;
        do
        {
            member = _open.Pop();
            _component[member] = Count;
        }
        while (member != state);
        Count++;
    }
}
