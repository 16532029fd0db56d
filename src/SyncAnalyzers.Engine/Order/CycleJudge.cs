using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Order;

/// <summary>Whether edges that form a cycle of lock classes are a deadlock that threads can run into.</summary>
/// <remarks>
/// A cycle is real if its edges can run on different threads at once, each waiting without limit for a lock that the next one
/// holds: no two of them hold a common lock. Source: Joshi, Park, Sen and Naik, "A randomized dynamic program analysis
/// technique for detecting real deadlocks" (iGoodlock), PLDI 2009.
/// </remarks>
public sealed class CycleJudge(Func<string, bool> hasBlockingWriter, Func<string, string, bool> mayBeOne)
{
    public bool IsDeadlock(ImmutableArray<LockOrderEdge> cycle) => CanMeet(cycle) && CanBeTheSameObjects(cycle);

    /// <summary>Were they the same objects all around, the edges could run at once and wait for each other.</summary>
    public bool CanMeet(ImmutableArray<LockOrderEdge> cycle)
    {
        for (var i = 0; i < cycle.Length; i++)
        {
            var (edge, next) = (cycle[i], cycle[(i + 1) % cycle.Length]);
            if (edge.Inner.Fact.Bound != WaitBound.Unlimited || !Excludes(edge, next))
                return false;

            for (var j = i + 1; j < cycle.Length; j++)
            {
                if (HaveCommonGate(edge, cycle[j]))
                    return false;
            }
        }

        return true;
    }

    /// <summary>The mode in which the one waits for the lock does not go together with the mode in which the other holds it.</summary>
    private bool Excludes(LockOrderEdge waiting, LockOrderEdge holding) => (waiting.Inner.Mode, holding.Outer.Mode) switch
    {
        // A waiting writer keeps new readers out.
        (LockMode.Shared, LockMode.Shared) => hasBlockingWriter(LockOrderEdge.ClassOf(waiting.To)),
        (LockMode.Shared, LockMode.Upgradeable) or (LockMode.Upgradeable, LockMode.Shared) => false,
        _ => true,
    };

    private static bool CanBeTheSameObjects(ImmutableArray<LockOrderEdge> cycle)
    {
        if (!cycle.All(edge => edge.IsBetweenKnownLocks))
            return false;

        // Around a longer cycle only what is surely one object on both sides is believed.
        if (cycle.Length > 2)
            return cycle.All(edge => edge.Relation.Kind is OwnerRelationKind.Global or OwnerRelationKind.Same);

        var (there, back) = (cycle[0].Relation, cycle[1].Relation);
        return there.Closes(back) && (!BelongToOneType(cycle[0]) || there.Kind == back.Kind && there.Kind is not (OwnerRelationKind.Down or OwnerRelationKind.Up));
    }

    // Two locks of one type, and one object reached through a member of the other: a list, a tree, or a way back to itself. Who can tell.
    private static bool BelongToOneType(LockOrderEdge edge) => edge.Relation.Kind != OwnerRelationKind.Global && LockOrderEdge.TypeOf(edge.From) is { Length: > 0 } type && type == LockOrderEdge.TypeOf(edge.ToItself ?? edge.To);

    private bool HaveCommonGate(LockOrderEdge one, LockOrderEdge other)
    {
        foreach (var gate in one.Gates)
        {
            foreach (var candidate in other.Gates)
            {
                if (gate.Path.Class is { } name && candidate.Path.Class is { } another && mayBeOne(name, another)
                    && (gate.Mode != LockMode.Shared || candidate.Mode != LockMode.Shared)
                    && IsSameGate(gate.Path, one, candidate.Path, other))
                    return true;
            }
        }

        return false;
    }

    // A gate that every instance has for itself keeps nobody out who comes through another instance.
    private static bool IsSameGate(AccessPath gate, LockOrderEdge one, AccessPath candidate, LockOrderEdge other)
    {
        if (gate.Root == PathRoot.Static || candidate.Root == PathRoot.Static || gate.IsGlobal)
            return gate.Equals(candidate);

        if (gate is { Root: PathRoot.Local } && gate.Equals(candidate))
            return true;

        return Ties(gate, one).Intersect(Ties(candidate, other)).Any() || (IsKeptBeside(gate, one) && IsKeptBeside(candidate, other) && gate.Steps.SequenceEqual(candidate.Steps));
    }

    /// <summary>The gate is a lock of the same type, which the object that keeps the edge's two locks keeps as well.</summary>
    private static bool IsKeptBeside(AccessPath gate, LockOrderEdge edge) => LockOrderEdge.AreKeptByOne(gate, edge.Outer.Path) && LockOrderEdge.AreKeptByOne(gate, edge.Inner.Path);

    /// <summary>The instance locks of the edge to which the gate is tied, and how.</summary>
    private static IEnumerable<(string, OwnerRelation)> Ties(AccessPath gate, LockOrderEdge edge)
    {
        foreach (var path in new[] { edge.Outer.Path, edge.Inner.Path })
        {
            var relation = OwnerRelation.Between(gate, path);
            if (relation.Kind is not (OwnerRelationKind.Global or OwnerRelationKind.Unrelated))
                yield return (path.Class!, relation);
        }
    }
}
