using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Order;

/// <summary>Two objects of one kind that a caller could exchange, by the variables that name them.</summary>
public sealed record PeerPair(string One, string Other)
{
    /// <returns><see langword="null"/> where the two are not peers: parent and child, or two fixed members of one owner.</returns>
    public static PeerPair? Of(LockOrderEdge edge)
    {
        var (outer, inner) = (edge.Outer.Path, edge.Inner.Path);
        if (Variable(outer) is not { } one || Variable(inner) is not { } other || one == other)
            return null;

        // x.child and y: the pair is about x and y only if the lock is theirs.
        return outer.Steps.Select(step => step.Key).SequenceEqual(inner.Steps.Select(step => step.Key)) ? new PeerPair(one, other) : null;
    }

    /// <summary>What a caller chooses: the receiver, a parameter, the index of an element.</summary>
    private static string? Variable(AccessPath path)
    {
        foreach (var step in path.Steps)
        {
            if (step.IsElement)
                return step.Index.Length > 0 && step.Index.IndexOf('|') >= 0 ? step.Index : null;
        }

        return path.Root switch { PathRoot.This => "this", PathRoot.Parameter => path.Key, _ => null };
    }
}
