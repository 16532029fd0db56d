using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Order;

/// <summary>Reads the edges off one function: every acquisition under a lock it holds, its own and those of what it calls.</summary>
internal sealed class EdgeReader(SyncModel model, FunctionFacts function, CancellationToken cancellation)
{
    private const int MaxEdges = 256;

    public IEnumerable<LockOrderEdge> Read()
    {
        // What callers hold is dear to find out, and most functions have no edge at all.
        var entry = new Lazy<ImmutableArray<HeldFact>>(() => model.Index(cancellation).HeldOnEntry(function, cancellation), LazyThreadSafetyMode.None);
        return Direct().Concat(ThroughCalls()).Concat(ThroughEvents()).Concat(InsideCallees())
            .Where(IsBetweenSharedLocks)
            .Take(MaxEdges)
            .Select(edge => edge with { Gates = edge.Gates.AddRange(entry.Value) });
    }

    private IEnumerable<LockOrderEdge> Direct() =>
        from acquire in function.Acquires
        where !acquire.Held.IsEmpty && !acquire.IsUpgrade
        let inner = new Acquisition(Resolve(acquire.Path), acquire, [], new Hop(function, acquire.At, null))
        from edge in Under(acquire.Held, inner)
        select edge;

    private IEnumerable<LockOrderEdge> ThroughCalls() =>
        from call in function.Calls
        where !call.Held.IsEmpty && !call.IsJoined
        from inner in model.Summaries.AcquiredThrough(function, call, SummaryTable.MaxHops - 1, cancellation)
        from edge in Under(call.Held, inner with { Path = Resolve(inner.Path) })
        select edge;

    /// <summary>Raising an event runs its handlers here and now; whose object they lock, nobody here can say.</summary>
    private IEnumerable<LockOrderEdge> ThroughEvents() =>
        from invoke in function.Invokes
        where !invoke.Held.IsEmpty && invoke.Delegate.Class is not null
        from handler in model.Handlers.Of(invoke.Delegate.Class!, cancellation)
        from acquired in model.Summaries.AcquiredBy(handler, SummaryTable.MaxHops - 2, cancellation)
        let named = Resolve(acquired.Path)
        let path = named.Root == PathRoot.This ? new AccessPath(PathRoot.Local, "handler " + handler, "handler", named.RootType, named.Steps) : named
        from edge in Under(invoke.Held, acquired with { Path = path, Via = new Hop(function, invoke.At, acquired.Via) })
        select edge;

    /// <summary>The callee holds a lock that only this caller can name: its parameter, or around a delegate it was handed.</summary>
    private IEnumerable<LockOrderEdge> InsideCallees()
    {
        foreach (var call in function.Calls)
        {
            foreach (var (callee, acquire) in model.Summaries.NamedByCaller(call, cancellation))
            {
                if (call.Substitution.Apply(acquire.Path) is not { } path)
                    continue;

                var inner = new Acquisition(Resolve(path), acquire, [], new Hop(function, call.At, new Hop(callee, acquire.At, null)));
                foreach (var edge in Under(model.Summaries.Translate(call, acquire.Held, cancellation), inner))
                    yield return edge with { Outer = edge.Outer with { At = default }, Gates = edge.Gates.AddRange(call.Held) };
            }

            foreach (var (held, inner) in model.Summaries.AcquiredInDelegates(function, call, cancellation))
            {
                foreach (var edge in Under(held, inner with { Path = Resolve(inner.Path) }))
                    yield return edge with { Gates = edge.Gates.AddRange(call.Held) };
            }
        }
    }

    private IEnumerable<LockOrderEdge> Under(ImmutableArray<HeldFact> held, Acquisition inner)
    {
        ImmutableArray<HeldFact> resolved = [.. held.Select(outer => outer with { Path = Resolve(outer.Path) })];

        // Taken again by its holder: whoever holds it does not wait.
        if (resolved.Any(outer => outer.Path.Equals(inner.Path)))
            yield break;

        foreach (var outer in resolved)
            yield return new LockOrderEdge(function, outer, inner, [.. resolved.Where(other => !ReferenceEquals(other, outer)), .. inner.Gates.Select(gate => gate with { Path = Resolve(gate.Path) })], AreKeptApart(outer.Path, inner.Path));
    }

    // What a member creates itself nobody else has; two members of one type may be a list's or a tree's.
    private bool AreKeptApart(AccessPath outer, AccessPath inner) => outer.Class is { } name && name == inner.Class
        && LockOrderEdge.KeeperOf(outer) is { } one && LockOrderEdge.KeeperOf(inner) is { } other && LockOrderEdge.TypeOf(one) != LockOrderEdge.TypeOf(other) && IsCreated(one) && IsCreated(other);

    private bool IsCreated(string member) => model.Creations.ValuesOf(member, cancellation) is { IsEmpty: false } values && values.All(value => value is IObjectCreationOperation);

    private AccessPath Resolve(AccessPath path) => model.Summaries.Providers.Resolve(path, cancellation);

    private bool IsBetweenSharedLocks(LockOrderEdge edge) =>
        edge.Outer.Path.Class is not null && edge.Inner.Path.Class is not null
        && IsShared(edge.Outer.Path) && IsShared(edge.Inner.Path)
        && model.KeepsOut(edge.Outer.Path, edge.Outer.Mode, edge.Outer.Primitive, cancellation) && model.KeepsOut(edge.Inner.Path, edge.Inner.Mode, edge.Inner.Primitive, cancellation);

    // What a constructor locks in its own object nobody else can want yet; the same for what was just created.
    private bool IsShared(AccessPath path) =>
        path.Root != PathRoot.Fresh && !function.IsStaticConstructor && !(function.IsConstructor && path.Root == PathRoot.This);
}
