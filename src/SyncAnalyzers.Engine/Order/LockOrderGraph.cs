using System.Collections.Concurrent;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Order;

/// <summary>Who is taken inside whom, over the whole compilation: nodes are classes of locks, edges the places where one is acquired under another.</summary>
public sealed class LockOrderGraph(SyncModel model)
{
    /// <summary>Four threads in a circle are as many as a reader will believe.</summary>
    public const int MaxCycle = 4;

    private const int MaxEdgesPerPair = 16;

    private readonly ConcurrentDictionary<string, ImmutableArray<LockOrderEdge>> _byFunction = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyList<LockOrderEdge>> _bySource = new(StringComparer.Ordinal);

    /// <summary>The edges whose outer lock <paramref name="function"/> holds.</summary>
    public ImmutableArray<LockOrderEdge> EdgesIn(FunctionFacts function, CancellationToken cancellation)
    {
        if (_byFunction.TryGetValue(function.Id, out var known))
            return known;

        ImmutableArray<LockOrderEdge> edges = [.. new EdgeReader(model, function, cancellation).Read()];
        return _byFunction.GetOrAdd(function.Id, edges);
    }

    /// <summary>The edges that leave a class of locks, nearest first, at most sixteen to each other class.</summary>
    public IReadOnlyList<LockOrderEdge> EdgesFrom(string lockClass, CancellationToken cancellation)
    {
        if (_bySource.TryGetValue(lockClass, out var known))
            return known;

        IReadOnlyList<LockOrderEdge> edges =
        [
            .. model.Index(cancellation).HoldersOf(LockOrderEdge.ClassOf(lockClass))
                .SelectMany(holder => EdgesIn(holder, cancellation))
                .Where(edge => edge.From == lockClass && edge.To != lockClass)
                .GroupBy(edge => edge.To)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .SelectMany(group => group
                    .OrderBy(edge => edge.Inner.Hops)
                    .ThenBy(edge => edge.Holder.Tree.FilePath, StringComparer.Ordinal)
                    .ThenBy(edge => edge.At.Start)
                    .Take(MaxEdgesPerPair)),
        ];

        return _bySource.GetOrAdd(lockClass, edges);
    }

    /// <summary>A deadlock that <paramref name="edge"/> is part of, starting with it.</summary>
    public ImmutableArray<LockOrderEdge>? CycleThrough(LockOrderEdge edge, CancellationToken cancellation)
    {
        var index = model.Index(cancellation);
        var judge = new CycleJudge(index.HasBlockingWriter, index.Own.MayBeOne);
        return CycleFinder.Find(edge, e => e.From, e => e.To, string.Equals, node => EdgesFrom(node, cancellation), IsDeadlock, HopsOf, SummaryTable.MaxHops, MaxCycle)
            ?? (index.Own.Any && IsBetweenTwo(edge) ? CycleFinder.Find(edge, e => e.From, e => e.ToItself ?? e.To, index.Own.MayBeOne, FromAllNamesOf, IsDeadlock, HopsOf, SummaryTable.MaxHops, MaxCycle) : null);

        // What nobody can follow, nobody believes: as many calls in all as one edge may have alone.
        static int HopsOf(LockOrderEdge e) => e.Inner.Hops;

        // Who has the inner lock before it takes the outer one does not wait for it.
        bool IsDeadlock(ImmutableArray<LockOrderEdge> cycle) =>
            Enumerable.Range(0, cycle.Length).All(i => index.Own.Meet(cycle[i], cycle[(i + 1) % cycle.Length], cancellation))
            && (judge.IsDeadlock(cycle) || IsOnItsWay(cycle)) && !cycle.Any(e => index.IsEnteredUnder(e.Holder, e.To, e.Inner.IsLater, cancellation) || (e.ToItself is { } itself && index.IsEnteredUnder(e.Holder, itself, e.Inner.IsLater, cancellation)));

        // Two of the edges are one way that closes a cycle as a whole: the lock that is held half-way is on it as well.
        bool IsOnItsWay(ImmutableArray<LockOrderEdge> cycle) => cycle.Length == 3 && judge.CanMeet(cycle)
            && Enumerable.Range(0, 3).Any(i => WholeWay(cycle[i], cycle[(i + 1) % 3], cancellation) is { } whole && judge.IsDeadlock([whole, cycle[(i + 2) % 3]]));

        // Two objects of one family are two locks, whatever the name.
        bool IsBetweenTwo(LockOrderEdge e) => !index.Own.MayBeOne(e.From, e.ToItself ?? e.To);

        IReadOnlyList<LockOrderEdge> FromAllNamesOf(string node) => [.. index.Own.NamesOf(node).SelectMany(name => EdgesFrom(name, cancellation)).Where(IsBetweenTwo)];
    }

    /// <summary>From the lock that <paramref name="first"/> holds to the one that <paramref name="second"/> acquires, where the first goes on to that, or to another place that takes the same two locks.</summary>
    private LockOrderEdge? WholeWay(LockOrderEdge first, LockOrderEdge second, CancellationToken cancellation) =>
        (from like in EdgesFrom(second.From, cancellation)
         where like.To == second.To && like.Relation == second.Relation && first.Inner.Via.Last.Function.Id == like.Holder.Id
         from whole in EdgesIn(first.Holder, cancellation)
         where whole.From == first.From && whole.Outer.At == first.Outer.At && whole.To == second.To
         select whole).FirstOrDefault();
}
