using System.Collections.Concurrent;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>What calling a function acquires, over as many calls as a reader would follow.</summary>
/// <remarks>
/// The bound on calls is also what cuts recursion: what a function acquires within n calls depends only on what its callees
/// acquire within n - 1. So results do not depend on the order in which they are asked for.
/// </remarks>
public sealed class SummaryTable(SyncModel model)
{
    /// <summary>Longer ways are rarely true and never believed.</summary>
    public const int MaxHops = 5;

    private const int MaxAcquisitions = 64;

    private readonly ConcurrentDictionary<(string Function, int Hops), ImmutableArray<Acquisition>> _acquisitions = new();
    private readonly ConcurrentDictionary<string, ImmutableArray<Invocation>> _invocations = new(StringComparer.Ordinal);

    private readonly LockReach _reach = new(model);

    public CallTargets Targets { get; } = new(model);

    public LockProviders Providers { get; } = new(model);

    /// <summary>Everything the function acquires within <paramref name="hops"/> calls, nearest first.</summary>
    public ImmutableArray<Acquisition> AcquiredBy(string function, int hops, CancellationToken cancellation)
    {
        if (_acquisitions.TryGetValue((function, hops), out var known))
            return known;

        cancellation.ThrowIfCancellationRequested();
        return _acquisitions.GetOrAdd((function, hops), FindAcquired(function, hops, cancellation));
    }

    private ImmutableArray<Acquisition> FindAcquired(string function, int hops, CancellationToken cancellation) =>
        model.Facts.Find(function, body => _reach.MayAcquire(body, hops, cancellation), cancellation) is { } facts ? Merge([.. Collect(facts, hops, cancellation)]) : [];

    /// <summary>What is acquired through one call, in the terms of the function that makes it.</summary>
    public IEnumerable<Acquisition> AcquiredThrough(FunctionFacts caller, CallFact call, int hops, CancellationToken cancellation)
    {
        var targets = Targets.Of(call);
        return call.Delegates.IsEmpty && AcquireNothing(targets, hops, cancellation) ? [] : AcquiredThrough(caller, call, targets, hops, cancellation);
    }

    // Nearly every call.
    private bool AcquireNothing(ImmutableArray<string> targets, int hops, CancellationToken cancellation)
    {
        foreach (var target in targets)
        {
            if (!AcquiredBy(target, hops, cancellation).IsEmpty)
                return false;
        }

        return true;
    }

    private IEnumerable<Acquisition> AcquiredThrough(FunctionFacts caller, CallFact call, ImmutableArray<string> targets, int hops, CancellationToken cancellation)
    {
        foreach (var target in targets)
        {
            foreach (var inner in AcquiredBy(target, hops, cancellation))
            {
                if (!(call.IsStarted && inner.IsLater) && Translate(call, inner.Path, cancellation) is { } path)
                    yield return inner with { IsLater = inner.IsLater || call.IsLater, Path = path, Gates = Translate(call, inner.Gates, cancellation), Via = new Hop(caller, call.At, inner.Via), IsCertain = inner.IsCertain && targets.Length == 1 };
            }

            foreach (var invoked in call.Delegates.IsEmpty ? [] : InvokedBy(target, cancellation))
            {
                foreach (var acquisition in RunByCallee(caller, call, invoked, hops, cancellation))
                    yield return acquisition;
            }
        }
    }

    /// <summary>The delegates among the parameters of a function that it runs itself, and under which locks.</summary>
    public ImmutableArray<Invocation> InvokedBy(string function, CancellationToken cancellation)
    {
        if (_invocations.TryGetValue(function, out var known))
            return known;

        var found = ImmutableArray.CreateBuilder<Invocation>();
        foreach (var invoke in model.Facts.Find(function, cancellation)?.Invokes ?? [])
        {
            if (ParameterOf(function, invoke.Delegate) is { } parameter)
                found.Add(new Invocation(parameter, invoke.Held));
        }

        return _invocations.GetOrAdd(function, found.ToImmutable());
    }

    /// <summary>What the delegates handed to a call acquire while the callee runs them under locks of its own, which this caller can name.</summary>
    public IEnumerable<(ImmutableArray<HeldFact> Held, Acquisition Inner)> AcquiredInDelegates(FunctionFacts caller, CallFact call, CancellationToken cancellation) =>
        call.Delegates.IsEmpty ? [] : AcquiredInHanded(caller, call, cancellation);

    private IEnumerable<(ImmutableArray<HeldFact> Held, Acquisition Inner)> AcquiredInHanded(FunctionFacts caller, CallFact call, CancellationToken cancellation)
    {
        foreach (var (parameter, held) in RunUnder(call, cancellation))
        {
            foreach (var handed in call.Delegates.Where(handed => handed.Parameter == parameter))
            {
                foreach (var acquired in AcquiredBy(handed.Target, MaxHops - 2, cancellation))
                    yield return (held, acquired with { Via = new Hop(caller, call.At, acquired.Via) });
            }
        }
    }

    /// <summary>The locks under which the callee runs the delegates it is handed, in the caller's terms; where it takes them, the caller's file cannot show.</summary>
    public IEnumerable<Invocation> RunUnder(CallFact call, CancellationToken cancellation) => call.Delegates.IsEmpty ? [] : RunByTargets(call, cancellation);

    private IEnumerable<Invocation> RunByTargets(CallFact call, CancellationToken cancellation) =>
        from target in Targets.Of(call)
        where model.Facts.FindLocking(target, cancellation) is not null
        from invoked in InvokedBy(target, cancellation)
        where !invoked.Held.IsEmpty
        select invoked with { Held = [.. Translate(call, invoked.Held, cancellation).Select(outer => outer with { At = default })] };

    /// <summary>What the callee acquires under a lock of its own, where only this caller can name one of the two.</summary>
    public IEnumerable<(FunctionFacts Callee, AcquireFact Acquire)> NamedByCaller(CallFact call, CancellationToken cancellation)
    {
        var targets = Targets.Of(call);
        return targets.Length == 1 && model.Facts.FindLocking(targets[0], cancellation) is not { Acquires.IsEmpty: false } ? [] : NamedByCaller(targets, cancellation);
    }

    private IEnumerable<(FunctionFacts Callee, AcquireFact Acquire)> NamedByCaller(ImmutableArray<string> targets, CancellationToken cancellation) =>
        from target in targets
        let callee = model.Facts.FindLocking(target, cancellation)
        where callee is not null
        from acquire in callee.Acquires
        where !acquire.Held.IsEmpty && (acquire.Path.Class is null || acquire.Held.Any(held => held.Path.Class is null))
        select (callee, acquire);

    public ImmutableArray<HeldFact> Translate(CallFact call, ImmutableArray<HeldFact> held, CancellationToken cancellation) =>
    [
        .. held.Select(gate => Translate(call, gate.Path, cancellation) is { } path ? gate with { Path = path } : null).OfType<HeldFact>(),
    ];

    private AccessPath? Translate(CallFact call, AccessPath path, CancellationToken cancellation) =>
        call.Substitution.Apply(path) is { Root: not PathRoot.Fresh } translated ? Providers.ResolveWithin(translated, cancellation) : null;

    private IEnumerable<Acquisition> RunByCallee(FunctionFacts caller, CallFact call, Invocation invoked, int hops, CancellationToken cancellation)
    {
        foreach (var handed in call.Delegates.Where(handed => handed.Parameter == invoked.Parameter))
        {
            foreach (var inner in AcquiredBy(handed.Target, hops - 1, cancellation))
            {
                yield return inner with
                {
                    Gates = inner.Gates.AddRange(Translate(call, invoked.Held, cancellation)),
                    Via = new Hop(caller, call.At, inner.Via),
                };
            }
        }
    }

    private IEnumerable<Acquisition> Collect(FunctionFacts facts, int hops, CancellationToken cancellation)
    {
        foreach (var acquire in facts.Acquires)
            yield return new Acquisition(Providers.ResolveWithin(acquire.Path, cancellation), acquire, acquire.Held, new Hop(facts, acquire.At, null));

        if (hops <= 0)
            yield break;

        foreach (var call in facts.Calls)
        {
            if (call.IsJoined)
                continue;

            foreach (var inner in AcquiredThrough(facts, call, hops - 1, cancellation))
            {
                // Taken again by its holder: no wait, so nothing a caller need know.
                if (!call.Held.Any(held => held.Path.Equals(inner.Path)))
                    yield return inner with { Gates = inner.Gates.AddRange(call.Held) };
            }
        }
    }

    /// <summary>One entry per lock and mode: the nearest way, and the gates that all ways share. Capped only after sorting.</summary>
    private static ImmutableArray<Acquisition> Merge(List<Acquisition> all) => all.Count == 0 ? [] :
    [
        .. all.GroupBy(a => (a.Path, a.Mode, a.Fact.Bound))
            .Select(group => group.Skip(1).Aggregate(
                group.First(),
                (nearest, next) => (next.Hops < nearest.Hops ? next : nearest) with { IsLater = nearest.IsLater && next.IsLater, Gates = [.. nearest.Gates.Where(gate => next.Gates.Any(other => other.Path.Equals(gate.Path)))] }))
            .OrderBy(a => a.Hops).ThenBy(a => a.Path.Class ?? a.Path.Key, StringComparer.Ordinal).ThenBy(a => a.Via.At.Start)
            .Take(MaxAcquisitions),
    ];

    private static int? ParameterOf(string function, AccessPath path) =>
        path is { Root: PathRoot.Parameter, Steps.IsEmpty: true } && path.Key.StartsWith(function + "|", StringComparison.Ordinal) && int.TryParse(path.Key.Substring(function.Length + 1), out var ordinal)
            ? ordinal
            : null;
}

/// <summary>A function runs the delegate in its parameter while it holds these locks.</summary>
public sealed record Invocation(int Parameter, ImmutableArray<HeldFact> Held);
