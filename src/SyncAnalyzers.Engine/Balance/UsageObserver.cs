using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>Writes down what a function does to locks while its flow is replayed.</summary>
internal sealed class UsageObserver(FunctionUsage usage) : IThrowObserver
{
    private readonly LockFlow _flow = usage.Flow;
    private readonly FunctionScope _scope = usage.Function.Scope;

    // Which try-acquires there are, so that every call can be seen with and without their lock.
    private readonly ImmutableArray<(CallEffect Try, LockChange Change)> _tries =
    [
        .. usage.Flow.Effects.All.SelectMany(effect => effect.OnSuccess.Where(change => change.Change > 0).Select(change => (effect, change))),
    ];

    public void Changes(LockState before, CallEffect effect)
    {
        if (effect.IsAsync && AwaitOf(effect.Call) is { } await)
            Suspend(before, await);

        foreach (var change in effect.Always.Concat(effect.OnSuccess))
        {
            var use = usage.Of(change.Lock, change.Mode);
            use.IsUncounted |= change.Change is null || UsesCookie(effect);
            if (change.Change > 0)
                Acquire(before, effect, use);
            else if (change.Change is { } released)
                Release(before, new ReleasePoint(effect.Call, effect, IsLease: false), use, -released);
        }
    }

    public void Disposes(LockState before, CallEffect lease, IOperation dispose)
    {
        foreach (var change in lease.Always.Concat(lease.OnSuccess).Where(change => change.Change > 0))
            Release(before, new ReleasePoint(dispose, lease, IsLease: true), usage.Of(change.Lock, change.Mode), 1);
    }

    public void Signals(LockState before, CallEffect effect)
    {
        if (_scope.Paths.Resolve(effect.Sync!.Lock) is not { } path)
            return;

        var depths = before.Scenarios.Select(scenario => scenario.Held.All.Where(held => _flow.Locks[held.Lock].Path.Equals(path)).Select(held => held.Depth).DefaultIfEmpty().First()).ToList();
        if (depths.Any(depth => depth is <= 0 and not HeldLock.Unknown))
            usage.UnheldSignals.Add((effect, path.ToString(), depths.Any(depth => depth > 0)));
    }

    public void Visits(LockState before, IOperation operation)
    {
        switch (operation)
        {
            case IAwaitOperation or IReturnOperation { Kind: OperationKind.YieldReturn }:
                Suspend(before, operation);
                break;
            case IObjectCreationOperation { Type: { } type } creation when type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_IDisposable):
                HandOver(creation);
                break;
            case IAssignmentOperation { Target: IParameterReferenceOperation { Parameter: { RefKind: not RefKind.None, Type.SpecialType: SpecialType.System_Boolean } } target }:
                if (_flow.KeyOf(target) is { } key)
                    usage.Answers.Add(key);
                break;
        }

        if (operation is IInvocationOperation or IObjectCreationOperation or IAssignmentOperation { Target: not ILocalReferenceOperation } or IIncrementOrDecrementOperation { Target: IFieldReferenceOperation })
            Section(before, operation, isRead: false);
        else if (operation is IMemberReferenceOperation or IArrayElementReferenceOperation && !_tries.IsEmpty && !IsOnTheWayToLock(operation))
            Section(before, operation, isRead: true);
    }

    public void Reassigns(LockState before, int number, IOperation assignment)
    {
        foreach (var held in before.Scenarios.SelectMany(scenario => scenario.Held.All).Where(held => held.Lock == number && OwnSites(held).Bits != 0))
            usage.Of(number, held.Mode).Reassignments.Add(assignment);
    }

    public void Escapes(LockState after, IOperation? cause, bool inHandler)
    {
        // An acquire that fails beside another lock is too unlikely to be told of, and a handler is trusted to reach its end.
        if (inHandler || (cause is not null && _flow.Effects.Of(_scope.Unwrap(cause)) is { Acquires: true, Sync: not { IsCancellable: true } }))
            return;

        foreach (var held in after.Scenarios.SelectMany(scenario => scenario.Held.All))
        {
            if (OwnSites(held) is { Bits: not 0 } sites)
                usage.Of(held.Lock, held.Mode).Escapes.Add((sites, cause));
        }
    }

    /// <summary>Where the function itself took what it holds.</summary>
    internal static SiteSet OwnSites(HeldLock held) => held.IsHeld
        ? held.Levels.Where(level => !level.IncludesEntry).Aggregate(default(SiteSet), (all, level) => all.Or(level))
        : default;

    private static void Acquire(LockState before, CallEffect effect, LockUsage use)
    {
        use.Acquires.Add(effect);
        foreach (var scenario in before.Scenarios)
        {
            if (OwnSites(scenario.Held[use.Number, use.Mode]) is { Bits: not 0 } outer)
                use.Nested.Add((effect, outer));
        }
    }

    private void Release(LockState before, ReleasePoint point, LockUsage use, int count)
    {
        use.Releases.Add(point);
        foreach (var scenario in before.Scenarios)
        {
            var held = scenario.Held[use.Number, use.Mode];
            if (held.IsUnknown)
                point.IsUnknown = true;
            else if (held.Depth >= count)
                point.IsHeld = true;
            else
                Unheld(scenario, point, use);
        }
    }

    private void Unheld(Scenario scenario, ReleasePoint point, LockUsage use)
    {
        var other = scenario.Held.All.FirstOrDefault(held => held.Lock == use.Number && held.Mode != use.Mode && held.IsHeld);
        if (other.IsHeld)
            point.OtherMode = (other.Mode, OwnSites(other).Or(point.OtherMode?.Sites ?? default));

        var prefix = Outcomes.ReleasePrefix(use.Number, use.Mode);
        var acquires = _flow.Effects.All.Where(effect => effect.Acquires && effect.Always.Concat(effect.OnSuccess).Any(change => change.Lock == use.Number && change.Mode == use.Mode));

        // Who gave a lock up and could not take it back: the failure came last.
        if (acquires.FirstOrDefault(effect => scenario.Conditions[Outcomes.FailureKey(effect)] == true) is { } failed)
            point.Failed.Add(failed);
        else if (scenario.Conditions.True(prefix).FirstOrDefault() is { } earlier)
            point.Earlier.Add(earlier.Substring(prefix.Length));
        else if (acquires.FirstOrDefault(effect => !effect.OnSuccess.IsEmpty && scenario.Conditions[effect.ResultKey] == false) is { } untaken)
            point.Untaken.Add(untaken);
        else
            point.IsPlainlyUnheld = true;
    }

    private void Suspend(LockState before, IOperation at)
    {
        foreach (var held in before.Scenarios.SelectMany(scenario => scenario.Held.All))
        {
            if (held.Mode != LockMode.Permit && OwnSites(held) is { Bits: not 0 } sites && _flow.Locks[held.Lock].Primitive.Owner == LockOwner.Thread
                && !usage.Suspensions.Any(known => known.At == at && known.Lock.Number == held.Lock))
                usage.Suspensions.Add((at, usage.Of(held.Lock, held.Mode), sites));
        }
    }

    // What is read under the lock alone is what the lock is for. What is read either way may as well be only what it takes to leave.
    private void Section(LockState before, IOperation operation, bool isRead)
    {
        foreach (var (attempt, change) in _tries)
        {
            var with = before.Scenarios.Any(scenario => scenario.Held[change.Lock, change.Mode].Levels.Any(level => level.Sites.Contains(attempt.Site)));
            if (!with)
                continue;

            var without = before.Scenarios.Any(scenario => scenario.Held[change.Lock, change.Mode].Depth == 0 && scenario.Conditions[attempt.ResultKey] == false);
            if (isRead && without)
                continue;

            var sections = usage.Of(change.Lock, change.Mode).Sections;
            sections.TryGetValue(attempt, out var known);
            sections[attempt] = (known.Either ?? (without ? operation : null), known.HasOwn || !without);
        }
    }

    private bool IsOnTheWayToLock(IOperation operation) => _scope.Paths.Resolve(operation) is { } path && Enumerable.Range(0, _flow.Locks.Count).Any(number => _flow.Locks[number].Path.StartsWith(path));

    // new Releaser(_gate): whoever disposes it releases.
    private void HandOver(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments)
        {
            if (_scope.Paths.Resolve(argument.Value) is not { } given)
                continue;

            for (var number = 0; number < _flow.Locks.Count; number++)
            {
                if (!_flow.Locks[number].Path.StartsWith(given))
                    continue;

                foreach (var mode in new[] { LockMode.Exclusive, LockMode.Shared, LockMode.Upgradeable })
                {
                    var use = usage.Of(number, mode);
                    use.IsHandedOver = true;
                    use.IsOnlyReturned &= IsReturned(creation);
                }
            }
        }
    }

    private static bool IsReturned(IObjectCreationOperation creation) => creation.Syntax.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax;

    private static bool UsesCookie(CallEffect effect) => effect.Sync?.Call.TargetMethod is { } method
        && (method.ReturnType.Name == "LockCookie" || method.Parameters.Any(parameter => parameter.Type.Name == "LockCookie"));

    private static IOperation? AwaitOf(IOperation call)
    {
        for (var current = call.Parent; current is not null; current = current.Parent)
        {
            if (current is IAwaitOperation)
                return current;
        }

        return null;
    }
}
