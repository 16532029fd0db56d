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
    /// <param name="maxLength">In edges.</param>
    public static ImmutableArray<TEdge>? Find<TNode, TEdge>(
        TEdge start, Func<TEdge, TNode> from, Func<TEdge, TNode> to, Func<TNode, TNode, bool> areOne, Func<TNode, IReadOnlyList<TEdge>> successors, Func<ImmutableArray<TEdge>, bool> accept, int maxLength)
        where TNode : notnull
    {
        var goal = from(start);
        List<ImmutableArray<TEdge>> paths = [[start]];
        for (var length = 2; length <= maxLength; length++)
        {
            List<ImmutableArray<TEdge>> longer = [];
            foreach (var path in paths)
            {
                foreach (var next in successors(to(path[path.Length - 1])))
                {
                    var extended = path.Add(next);
                    if (areOne(to(next), goal))
                    {
                        if (accept(extended))
                            return extended;
                    }
                    else if (length < maxLength && longer.Count < MaxPaths && !path.Any(edge => areOne(from(edge), to(next))))
                    {
                        longer.Add(extended);
                    }
                }
            }

            paths = longer;
        }

        return null;
    }
}
