namespace SyncAnalyzers.Engine.Order;

/// <summary>Finds the shortest cycle through an edge of a graph. Knows no locks.</summary>
public static class CycleFinder
{
    // Only so many ways around are tried per length: a graph dense enough to have more has shorter cycles as well.
    private const int MaxPaths = 256;

    /// <summary>The shortest accepted cycle that starts with <paramref name="start"/>; ties in the order of <paramref name="successors"/>.</summary>
    /// <param name="areOne">Whether two names stand for one node.</param>
    /// <param name="successors">The edges that leave a node, in a fixed order.</param>
    /// <param name="accept">Whether the edges, together, are a cycle worth having.</param>
    /// <param name="costOf">What an edge adds to a cycle.</param>
    /// <param name="maxCost">Dearer cycles are not looked for.</param>
    /// <param name="maxLength">In edges.</param>
    public static ImmutableArray<TEdge>? Find<TNode, TEdge>(
        TEdge start, Func<TEdge, TNode> from, Func<TEdge, TNode> to, Func<TNode, TNode, bool> areOne, Func<TNode, IReadOnlyList<TEdge>> successors, Func<ImmutableArray<TEdge>, bool> accept,
        Func<TEdge, int> costOf, int maxCost, int maxLength)
        where TNode : notnull
    {
        var goal = from(start);
        List<(ImmutableArray<TEdge> Edges, int Cost)> paths = [([start], costOf(start))];
        for (var length = 2; length <= maxLength; length++)
        {
            List<(ImmutableArray<TEdge>, int)> longer = [];
            foreach (var (path, cost) in paths)
            {
                foreach (var next in successors(to(path[path.Length - 1])))
                {
                    // In a dense graph nearly all lead nowhere: nothing is made before that is known.
                    if (cost + costOf(next) is var extended && extended > maxCost)
                        continue;

                    if (areOne(to(next), goal))
                    {
                        if (path.Add(next) is var cycle && accept(cycle))
                            return cycle;
                    }
                    else if (length < maxLength && longer.Count < MaxPaths && !IsOn(path, to(next)))
                    {
                        longer.Add((path.Add(next), extended));
                    }
                }
            }

            paths = longer;
        }

        return null;

        bool IsOn(ImmutableArray<TEdge> path, TNode node)
        {
            foreach (var edge in path)
            {
                if (areOne(from(edge), node))
                    return true;
            }

            return false;
        }
    }
}
