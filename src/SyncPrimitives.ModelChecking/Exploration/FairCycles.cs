namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>
/// Searches a state graph for behaviours that can go on for ever under fair scheduling: strongly connected parts in which every
/// thread and every store buffer that could always move does move (weak fairness), and every thread at a lock that keeps coming
/// free gets it (strong fairness, by removing states and searching again; Emerson and Lei 1987).
/// </summary>
internal sealed class FairCycles(StateGraph graph)
{
    /// <summary>The states of a fair cycle over the given edges and states, nearest to the start first; null when there is none.</summary>
    public int[]? Find(Func<Edge, bool> edge, Func<Facts, bool> state)
    {
        var isInside = new bool[graph.Count];
        for (var i = 0; i < isInside.Length; i++)
            isInside[i] = state(graph[i]);
        var edges = graph.Edges.FindAll(e => edge(e) && isInside[e.From] && isInside[e.To]);
        return Find(edges, isInside);
    }

    private int[]? Find(List<Edge> edges, bool[] isInside)
    {
        var components = new Components(graph.Count, edges, isInside);
        var inner = new List<Edge>[components.Count];
        foreach (var edge in edges)
            if (components[edge.From] == components[edge.To])
                (inner[components[edge.From]] ??= []).Add(edge);

        int[]? best = null;
        for (var component = 0; component < inner.Length; component++)
        {
            if (inner[component] is not { } own || FairPart(own) is not { } found)
                continue;
            if (best is null || found[0] < best[0])
                best = found;
        }

        return best;
    }

    private int[]? FairPart(List<Edge> edges)
    {
        int moves = 0, flushes = 0, canRest = 0, canStayBuffered = 0, isDue = 0, atFreeLock = 0;
        var states = new SortedSet<int>();
        foreach (var edge in edges)
        {
            if (edge.Step.IsFlush)
                flushes |= 1 << edge.Step.Thread;
            else
                moves |= 1 << edge.Step.Thread;
            states.Add(edge.From);
        }

        foreach (var state in states)
        {
            var facts = graph[state];
            canRest |= ~facts.CanStep;
            canStayBuffered |= ~facts.CanFlush;
            isDue |= facts.FlushIsDue;
            atFreeLock |= facts.AtLock & facts.CanStep;
        }

        // A store that nobody on the cycle looks at may as well have been written back.
        var all = (1 << graph.Threads) - 1;
        if (((moves | canRest) & (flushes | canStayBuffered | ~isDue) & all) != all)
            return null;
        var robbed = atFreeLock & ~moves & all;
        if (robbed == 0)
            return [.. states];

        var isInside = new bool[graph.Count];
        foreach (var state in states)
            isInside[state] = (graph[state].AtLock & graph[state].CanStep & robbed) == 0;
        return Find(edges.FindAll(e => isInside[e.From] && isInside[e.To]), isInside);
    }
}
