using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>Judges the holds that outlive the function: on a path that returns, or on one that throws.</summary>
internal sealed class HoldJudge(FunctionUsage usage, ReleaseJudge releases, LeaseJudge leases, BalancePartners partners)
{
    public IEnumerable<Imbalance> Judge()
    {
        // A lease may hold several locks; that it is not disposed is one fault.
        var leased = new HashSet<IOperation>();
        foreach (var use in usage.Locks.Where(use => use.IsCounted && leases.IsJudged(use)))
        {
            if ((use.IsHandedOver && !use.IsOnlyReturned) || releases.WrongModes.Contains(use.Number))
                continue;

            var told = new HashSet<CallEffect>();
            foreach (var imbalance in use.IsHandedOver ? AtRefusal(use) : AtReturn(use, told).Concat(AtThrow(use, told)))
            {
                if (usage.Flow.Effects.Of(imbalance.At) is not { IsLease: true } || leased.Add(imbalance.At))
                    yield return use.Mode == LockMode.Permit ? OfPermit(imbalance) : imbalance;
            }
        }
    }

    private static Imbalance OfPermit(Imbalance held) =>
        held with { Kind = ImbalanceKind.PermitLeaseHeld, Detail = held.Kind == ImbalanceKind.HeldAtThrow ? "if " + held.Detail : held.Detail };

    private IEnumerable<Imbalance> AtReturn(LockUsage use, HashSet<CallEffect> told)
    {
        var exits = usage.Flow.AtReturn?.Scenarios ?? [];
        if (LeftOverInLoop(use) is { } repeated)
        {
            told.UnionWith(use.Acquires);
            yield return new Imbalance(ImbalanceKind.LeftOver, repeated.Call, use.Name, [.. Held(use)]);
            yield break;
        }

        if (SkippedInLoop(use) is { } skipped)
        {
            told.UnionWith(use.Acquires);
            var kind = use.Entry.Primitive.Recursion == Recursion.Counts ? ImbalanceKind.LeftOver : ImbalanceKind.HeldAtReturn;
            yield return new Imbalance(kind, skipped.Call, use.Name, [.. Held(use)]) { Detail = "on a path that comes round the loop to this acquisition again" };
            yield break;
        }

        if (exits.Any(scenario => scenario.Held[use.Number, use.Mode].IsUnknown))
            yield break;

        var held = exits.Where(scenario => SitesIn(scenario, use).Bits != 0).ToList();
        var free = exits.Except(held).ToList();
        if (held.Count == 0 || IsAnswered(held, free) || partners.OutlivesProcess(usage, use))
            yield break;

        // A caller who is told "no" releases nothing. One who is always told the same is not told about the lock.
        var refused = held.Where(scenario => scenario.Conditions[LockFlow.ReturnKey] == false).ToList();
        if (free.Count == 0 && refused.Count == held.Count)
            refused.Clear();

        var sites = (refused.Count > 0 ? refused : held).Aggregate(default(SiteSet), (all, scenario) => all.Or(SitesIn(scenario, use)));
        if (LeftOver(use, sites) is { } leftOver && (use.IsReleased || free.Count > 0))
        {
            told.UnionWith(use.Acquires);
            var outer = usage.AcquiresAt(sites).Where(acquire => acquire != leftOver).Select(acquire => acquire.Call);
            yield return new Imbalance(ImbalanceKind.LeftOver, leftOver.Call, use.Name, [.. outer, .. Held(use)]);
            yield break;
        }

        if (refused.Count == 0 && IsMeant(use, isAlways: free.Count == 0))
            yield break;

        foreach (var acquire in usage.AcquiresAt(sites).Where(IsOpen))
        {
            told.Add(acquire);
            yield return new Imbalance(ImbalanceKind.HeldAtReturn, acquire.Call, use.Name, [.. Held(use)])
            {
                Detail = refused.Count > 0 ? "on a path that tells the caller it is not"
                    : use.IsReleased ? "on a path that returns without reaching the release"
                    : "when the method returns, and nothing else releases it",
            };
        }
    }

    /// <summary>Who is given a lease releases the lock; who is given null or <see langword="false"/> does not.</summary>
    private IEnumerable<Imbalance> AtRefusal(LockUsage use) =>
        from acquire in usage.AcquiresAt((usage.Flow.AtReturn?.Scenarios ?? []).Where(scenario => scenario.Conditions[LockFlow.ReturnKey] == false)
            .Aggregate(default(SiteSet), (all, scenario) => all.Or(SitesIn(scenario, use))))
        where IsOpen(acquire)
        select new Imbalance(ImbalanceKind.HeldAtReturn, acquire.Call, use.Name, [.. Held(use)]) { Detail = "on a path that tells the caller it is not" };

    private IEnumerable<Imbalance> AtThrow(LockUsage use, HashSet<CallEffect> told)
    {
        var sites = use.Escapes.Aggregate(default(SiteSet), (all, escape) => all.Or(escape.Sites));
        foreach (var acquire in usage.AcquiresAt(sites).Where(IsOpen).Where(acquire => !told.Contains(acquire)).ToList())
        {
            // A wrapper hands its hold to the caller; but not to one who gets an exception instead, and it can see that coming.
            var escapes = use.Escapes.Where(escape => escape.Sites.Sites.Contains(acquire.Site));
            if (!use.IsReleased)
                escapes = escapes.Where(escape => escape.Cause is { Syntax: Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionSyntax { Parent: Microsoft.CodeAnalysis.CSharp.Syntax.ThrowStatementSyntax } });

            var first = escapes.OrderBy(escape => escape.Cause?.Syntax.SpanStart ?? int.MaxValue).ToList();
            if (first.Count == 0)
                continue;

            var cause = first[0].Cause;
            yield return new Imbalance(ImbalanceKind.HeldAtThrow, acquire.Call, use.Name, [.. new[] { cause }.OfType<IOperation>(), .. Held(use)])
            {
                Detail = cause is null ? "an exception is thrown on" : Causes.Describe(cause),
            };
        }
    }

    /// <summary>The hold is left to others to end, or we cannot see that it is not.</summary>
    private bool IsMeant(LockUsage use, bool isAlways)
    {
        if (!use.IsReleased || isAlways)
            return !IsOwnLease(use) && !partners.LacksRelease(usage, use);

        return use.Acquires.All(acquire => use.Releases.All(release => Places.IsDecidedApart(release.At, acquire.Call) && Places.IsDecidedApart(acquire.Call, release.At)));
    }

    /// <summary>Only who has the lease can end the hold, and nobody but the function has it.</summary>
    private static bool IsOwnLease(LockUsage use) =>
        use is { IsReleased: true, Entry.Primitive.IsLeasedOnly: true } && use.Acquires.All(acquire => acquire is { IsLease: true, Sync: not null });

    /// <summary>Acquired once per turn of a loop in which nothing releases; outside, no loop does either.</summary>
    private static CallEffect? LeftOverInLoop(LockUsage use) => Recursions(use)
        .Where(nested => !nested.Inner.Call.IsImplicit && nested.Outer.Sites.Contains(nested.Inner.Site) && use.IsReleased)
        .Where(nested => use.Releases.All(release => Places.IsRepeatedApart(nested.Inner.Call, release.At) && !Places.IsRepeatedApart(release.At, nested.Inner.Call)))
        .Select(nested => nested.Inner).FirstOrDefault();

    /// <summary>Acquired and released in every turn of a loop, but for a turn that goes round the release by <c>continue</c>.</summary>
    private static CallEffect? SkippedInLoop(LockUsage use) => Recursions(use)
        .Where(nested => !nested.Inner.Call.IsImplicit && nested.Outer.Sites.Contains(nested.Inner.Site))
        .Where(nested => use.Releases.Any(release => release.IsHeld && !Places.IsCaught(release.At) && !IsApart(release.At, nested.Inner.Call) && !IsApart(nested.Inner.Call, release.At)))
        .Select(nested => nested.Inner).FirstOrDefault();

    private static bool IsApart(IOperation one, IOperation other) => Places.IsDecidedApart(one, other) || Places.IsRepeatedApart(one, other);

    /// <summary>The second of two nested acquisitions, of which one was not undone.</summary>
    private static CallEffect? LeftOver(LockUsage use, SiteSet sites) => Recursions(use)
        .Where(nested => !nested.Inner.Call.IsImplicit && !use.Releases.Any(release => Places.IsFinallyRightAfter(release.At, nested.Inner.Call)))
        .Where(nested => use.IsReleased
            ? (nested.Outer.Bits & sites.Bits) != 0
            : nested.Outer.Sites.Contains(nested.Inner.Site) && sites.Sites.Contains(nested.Inner.Site))
        .Select(nested => nested.Inner).LastOrDefault();

    /// <summary>Who takes several permits holds several, and each of them once.</summary>
    private static List<(CallEffect Inner, SiteSet Outer)> Recursions(LockUsage use) => use.Mode == LockMode.Permit ? [] : use.Nested;

    private bool IsOpen(CallEffect acquire) => !releases.Explained.Contains(acquire) && !leases.IsSettled(acquire);

    /// <summary>The caller is told, by the result or through a parameter, exactly when it holds the lock.</summary>
    private bool IsAnswered(List<Scenario> held, List<Scenario> free)
    {
        if (free.Count == 0)
            return false;

        return usage.Answers.Concat(TakenParameters()).Append(LockFlow.ReturnKey)
            .Any(key => held.All(scenario => scenario.Conditions[key] == true) && free.All(scenario => scenario.Conditions[key] != true));
    }

    private IEnumerable<string> TakenParameters() => usage.Flow.Effects.All
        .Select(effect => effect.Sync?.Taken is IParameterReferenceOperation taken ? usage.Flow.KeyOf(taken) : null).OfType<string>();

    private static IEnumerable<IOperation> Held(LockUsage use) => use.Releases.Where(release => release.IsHeld).Select(release => release.At).Take(1);

    private static SiteSet SitesIn(Scenario scenario, LockUsage use) => UsageObserver.OwnSites(scenario.Held[use.Number, use.Mode]);
}
