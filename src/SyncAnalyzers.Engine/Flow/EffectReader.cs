using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>Reads off the ways a function can return what calling it does to locks.</summary>
public static class EffectReader
{
    /// <param name="flows">The function's own flow, then those of the functions nested in it.</param>
    /// <returns>As below; <see langword="null"/> also where a lambda gives back what the function takes, whenever it may run.</returns>
    public static MethodEffect? Read(ImmutableArray<FunctionFlow> flows, IMethodSymbol function) =>
        flows.FirstOrDefault()?.Flow is { } own && Read(own, function) is { } effect && !effect.Always.Concat(effect.OnSuccess).Any(delta => flows.Skip(1).Any(inner => GivesBack(inner, delta)))
            ? effect
            : null;

    private static bool GivesBack(FunctionFlow inner, LockDelta delta) => inner is { Flow: { } flow, Scope.Symbol.MethodKind: MethodKind.AnonymousFunction } && flow.Effects.All
        .SelectMany(call => call.Always.Concat(call.OnSuccess))
        .Any(change => change.Change is null or < 0 && flow.Locks[change.Lock].Path.Equals(delta.Lock));

    /// <returns><see langword="null"/> where it changes nothing, or on some paths this and on others that, for no reason a caller could see.</returns>
    public static MethodEffect? Read(LockFlow flow, IMethodSymbol function)
    {
        if (flow.AtReturn is not { } exits || exits.Scenarios.Any(scenario => scenario.Held.All.Any(held => held.IsUnknown)))
            return null;

        var succeeded = exits.Scenarios.Where(scenario => scenario.Conditions[LockFlow.ReturnKey] == true).ToImmutableArray();
        var failed = exits.Scenarios.Where(scenario => scenario.Conditions[LockFlow.ReturnKey] == false).ToImmutableArray();
        var all = Same(exits.Scenarios, flow);
        if (all is not null)
        {
            // Held even where the caller is told it is not: the fault is told here, and no caller can do right by both.
            var isSaidNot = succeeded.Length > 0 && failed.Length > 0 && all.Value.Any(delta => delta.Change > 0);
            return all.Value.IsEmpty || isSaidNot ? null : Effect(all.Value, [], function, flow);
        }

        if (succeeded.IsEmpty || succeeded.Length + failed.Length != exits.Scenarios.Length)
            return null;

        return Same(succeeded, flow) is { IsEmpty: false } onSuccess && Same(failed, flow) is { IsEmpty: true } ? Effect([], onSuccess, function, flow) : null;
    }

    private static MethodEffect Effect(ImmutableArray<LockDelta> always, ImmutableArray<LockDelta> onSuccess, IMethodSymbol function, LockFlow flow)
    {
        var isCreation = function.MethodKind == MethodKind.Constructor;
        var (result, isAsync) = isCreation ? (function.ContainingType, false) : KnownLeases.ResultOf(function);
        var isLease = ((result is not null && KnownLeases.IsLease(result)) || function.Parameters.Any(KnownLeases.IsReceiver)) && always.Concat(onSuccess).Any(delta => delta.Change > 0);
        return new MethodEffect(always, onSuccess, isLease, isAsync) { CannotFail = flow.AtThrow is null };
    }

    /// <summary>The one change all scenarios agree on.</summary>
    private static ImmutableArray<LockDelta>? Same(ImmutableArray<Scenario> scenarios, LockFlow flow)
    {
        ImmutableArray<LockDelta>? common = null;
        foreach (var scenario in scenarios)
        {
            var deltas = Deltas(scenario, flow);
            if (common is { } known && !known.SequenceEqual(deltas))
                return null;

            common = deltas;
        }

        return common;
    }

    private static ImmutableArray<LockDelta> Deltas(Scenario scenario, LockFlow flow)
    {
        var deltas = ImmutableArray.CreateBuilder<LockDelta>();
        foreach (var held in scenario.Held.All)
        {
            var entry = flow.Locks[held.Lock];
            var own = held.Depth - held.Levels.Count(level => level.IncludesEntry || IsLost(level, entry.Primitive, flow));

            // A caller has no name for a local; what happens to it stays in here. A local function's parent has.
            if (own != 0 && !entry.IsVarying && !IsOwnLocal(entry.Path, flow))
                deltas.Add(new LockDelta(entry.Path, held.Mode, entry.Primitive, own));
        }

        return deltas.ToImmutable();
    }

    // A lease that the function has dropped no caller can dispose: that is told here, and callers have nothing to give back.
    private static bool IsLost(SiteSet level, SyncPrimitive primitive, LockFlow flow) =>
        primitive.Operations.All(operation => operation.Effect != SyncEffect.Release) && level.Sites.Any() && level.Sites.All(site => flow.Effects.FateOf(site) == LeaseFate.Dropped);

    private static bool IsOwnLocal(AccessPath path, LockFlow flow) =>
        path.Root is PathRoot.Local or PathRoot.Fresh && path.Key.StartsWith(flow.Body + "|", StringComparison.Ordinal);
}
