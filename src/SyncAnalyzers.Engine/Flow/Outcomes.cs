using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>What becomes of a scenario when a call acquires, releases, fails, or tells whether a lock is held.</summary>
internal sealed class Outcomes(ConditionReader conditions, CallEffects effects)
{
    /// <summary>True in scenarios in which <paramref name="acquire"/> threw and acquired nothing.</summary>
    public static string FailureKey(CallEffect acquire) => "failed " + acquire.Site;

    /// <summary>True in scenarios that gave up, at <paramref name="release"/>, a hold they had taken before.</summary>
    public static string ReleaseKey(int number, LockMode mode, CallEffect release) => ReleasePrefix(number, mode) + release.ResultKey;

    public static string ReleasePrefix(int number, LockMode mode) => "released " + number + (char)('A' + (int)mode) + " ";

    public LockState? Change(LockState state, CallEffect effect)
    {
        if (effect.OnSuccess.IsEmpty)
            return state.Select(scenario => Succeed(Remember(scenario, With(scenario.Held, effect, effect.Always), effect, effect.Always), effect, effect.Success == Success.Taken));

        return state.SelectMany(scenario =>
        {
            var always = Remember(scenario, With(scenario.Held, effect, effect.Always), effect, effect.Always);
            var acquired = Succeed(Remember(always, With(always.Held, effect, effect.OnSuccess), effect, effect.OnSuccess), effect, true);

            // Monitor.Enter(o, ref taken) has acquired when it returns; only a try can return without.
            return effect is { Success: Success.Taken, Sync.Bound: WaitBound.Unlimited } ? [acquired] : [acquired, Succeed(always, effect, false)];
        });
    }

    public Scenario Succeed(Scenario scenario, CallEffect effect, bool value)
    {
        if (effect.OnSuccess.IsEmpty)
            return scenario;

        var known = scenario.Conditions.With(effect.ResultKey, value);
        if (effect.Sync?.Taken is { } taken && conditions.KeyOfVariable(taken) is { } key)
            known = known.With(key, value);

        return scenario with { Conditions = known };
    }

    /// <summary>What was known of the variables' old values is forgotten, and what is known of the new ones is noted.</summary>
    /// <param name="assigned">At once: each new value is computed from the old ones.</param>
    public static LockState? Assign(LockState state, ImmutableArray<Assignment> assigned) => state.Select(scenario =>
    {
        var (held, conditions) = (scenario.Held, scenario.Conditions);
        foreach (var assignment in assigned)
        {
            conditions = conditions.WithoutVariable(assignment.Variable);
            foreach (var number in assignment.Locks)
            {
                foreach (var old in held.All.Where(h => h.Lock == number))
                    held = held.Forget(number, old.Mode);
            }
        }

        foreach (var assignment in assigned)
        {
            if (assignment.Truth.Evaluate(scenario.Conditions) is { } known)
                conditions = conditions.With(assignment.Key!, known);

            if (assignment.IsNull.Evaluate(scenario.Conditions) is { } none)
                conditions = conditions.With("null " + assignment.Key, none);
        }

        return held == scenario.Held && conditions == scenario.Conditions ? scenario : new Scenario(held, conditions);
    });

    /// <summary>The call threw. A handler may know better.</summary>
    public Scenario Fail(Scenario scenario, CallEffect effect)
    {
        var failed = Succeed(scenario, effect, false);
        return failed with { Conditions = failed.Conditions.With(FailureKey(effect), true) };
    }

    /// <summary>The wait threw since the mutex was abandoned, and so acquired it.</summary>
    public Scenario Abandon(Scenario scenario, CallEffect wait) => scenario.Conditions[FailureKey(wait)] != true
        ? scenario
        : Succeed(scenario with { Held = With(scenario.Held, wait.Always.AddRange(wait.OnSuccess), wait.Site), Conditions = scenario.Conditions.Without(FailureKey(wait)) }, wait, true);

    /// <summary>Notes that a hold of the function's own was given up, so that giving it up once more can be told from giving up the caller's.</summary>
    public static Scenario Remember(Scenario before, HeldLocks held, CallEffect effect, ImmutableArray<LockChange> changes)
    {
        var known = before.Conditions;
        foreach (var change in changes)
        {
            var (was, now) = (before.Held[change.Lock, change.Mode].Depth, held[change.Lock, change.Mode].Depth);
            if (now > was)
                known = known.WithoutPrefix(ReleasePrefix(change.Lock, change.Mode));
            else if (was > 0 && now == 0)
                known = known.With(ReleaseKey(change.Lock, change.Mode, effect), true);
        }

        return new Scenario(held, known);
    }

    private HeldLocks With(HeldLocks held, CallEffect effect, ImmutableArray<LockChange> changes) => effects.IsOutOfSight(effect)
        ? changes.Aggregate(held, (known, change) => known.Forget(change.Lock, change.Mode))
        : With(held, changes, effect.Site);

    private static HeldLocks With(HeldLocks held, ImmutableArray<LockChange> changes, int site)
    {
        foreach (var change in changes)
        {
            if (change.Change is not { } number)
                held = held[change.Lock, change.Mode].Depth == 0 ? held : held.Forget(change.Lock, change.Mode);
            else if (Math.Abs(number) > HeldLocks.Many)
                held = held.Forget(change.Lock, change.Mode);
            else
                for (var i = 0; i < Math.Abs(number); i++)
                    held = number > 0 ? held.Acquire(change.Lock, change.Mode, SiteSet.Of(site)) : held.Release(change.Lock, change.Mode);
        }

        return held;
    }

    public static HeldLocks Release(Scenario scenario, CallEffect lease)
    {
        var held = scenario.Held;
        var changes = scenario.Conditions[lease.ResultKey] == false ? lease.Always : lease.Always.AddRange(lease.OnSuccess);
        foreach (var change in changes)
        {
            // Disposing a lease again does nothing.
            if (held[change.Lock, change.Mode].Depth is > 0 or HeldLock.Unknown)
                held = held.Release(change.Lock, change.Mode, lease.Site);
        }

        return held;
    }

    public static Scenario? AssumeGuard(Scenario scenario, int number, LockMode mode, bool isHeld)
    {
        var held = scenario.Held[number, mode];
        return (held.IsHeld, isHeld) switch
        {
            (true, false) => null,

            // Held by the caller, then: a release is in order, and the hold is not ours to account for.
            (false, true) when held.Depth == 0 => scenario with { Held = scenario.Held.Acquire(number, mode, SiteSet.Entry) },
            _ => scenario,
        };
    }
}
