namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>A cycle through a fair part of the graph that shows why it is fair: each thread moves, or cannot, somewhere on it.</summary>
internal static class Lasso
{
    /// <summary>Steps from the first of <paramref name="states"/> back to itself.</summary>
    public static List<Step> Around(StateGraph graph, int[] states, Func<Edge, bool> edge)
    {
        var inside = states.ToHashSet();
        var leaving = graph.Edges.Where(e => inside.Contains(e.From) && inside.Contains(e.To) && edge(e)).ToLookup(e => e.From);
        var cycle = new List<Step>();
        var here = states[0];
        for (var thread = 0; thread < graph.Threads; thread++)
        {
            var bit = 1 << thread;
            Go(e => e.Step.Thread == thread && !e.Step.IsFlush, facts => (facts.CanStep & bit) == 0);
            Go(e => e.Step.Thread == thread && e.Step.IsFlush, facts => (facts.CanFlush & facts.FlushIsDue & bit) == 0);
        }

        if (cycle.Count == 0)
            Go(_ => true, _ => false);
        if (here != states[0])
            Go(e => e.To == states[0], _ => false);
        return cycle;

        // The shortest way over a wanted edge, or to a state in which the wanted move is impossible.
        void Go(Func<Edge, bool> wanted, Func<Facts, bool> impossible)
        {
            if (states.Any(s => impossible(graph[s])) && !states.Any(s => leaving[s].Any(wanted)) || impossible(graph[here]))
                return;
            var (found, from) = Search(leaving, here, wanted);
            if (found is not { } last)
                return;
            var way = new List<Step> { last.Step };
            for (var s = last.From; s != here; s = from[s].From)
                way.Add(from[s].Step);
            way.Reverse();
            cycle.AddRange(way);
            here = last.To;
        }
    }

    private static (Edge? Found, Dictionary<int, Edge> From) Search(ILookup<int, Edge> leaving, int start, Func<Edge, bool> wanted)
    {
        var from = new Dictionary<int, Edge>();
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var state))
            foreach (var edge in leaving[state])
            {
                if (wanted(edge))
                    return (edge, from);
                if (edge.To != start && from.TryAdd(edge.To, edge))
                    queue.Enqueue(edge.To);
            }

        return (null, from);
    }
}
