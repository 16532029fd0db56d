using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>Judges the releases of one lock: reached without the lock, in the wrong mode, after a failed acquire.</summary>
internal sealed class ReleaseJudge(FunctionUsage usage, LeaseJudge leases, BalancePartners partners)
{
    /// <summary>Acquires whose fault has been told; what else is wrong with them follows from it.</summary>
    public HashSet<CallEffect> Explained { get; } = [];

    /// <summary>Locks released in the wrong mode: the counts of both modes are off for that reason.</summary>
    public HashSet<int> WrongModes { get; } = [];

    public IEnumerable<Imbalance> Judge()
    {
        var judged = usage.Locks.Where(IsJudged).ToList();
        var found = judged.SelectMany(WrongMode).ToList();
        judged.RemoveAll(use => WrongModes.Contains(use.Number));
        found.AddRange(judged.Concat(usage.Locks.Where(use => use is { Mode: LockMode.Permit, IsCounted: true } && leases.IsJudged(use))).SelectMany(Ignored));
        found.AddRange(judged.SelectMany(InsideTry));
        found.AddRange(judged.SelectMany(TooOften));
        return found;
    }

    internal static bool IsJudged(LockUsage use) => use is { Mode: not LockMode.Permit, IsCounted: true };

    private IEnumerable<Imbalance> WrongMode(LockUsage use)
    {
        foreach (var release in use.Releases)
        {
            // What comes after it is wrong for the same reason.
            if (Forgotten(release, use) is { } inner)
                return [InWrongMode(release, use, inner.Mode, inner.Acquires)];
        }

        return
        [
            .. from release in use.Releases
               where release is { OtherMode: not null, IsUnknown: false } && (!release.IsHeld || IsForBoth(release, release.OtherMode.Value.Sites))
               // ReaderWriterLock.ReleaseReaderLock also gives back a write lock, and is documented to.
               where use.Mode != LockMode.Shared || !use.Entry.Primitive.TypeName.EndsWith("ReaderWriterLock", StringComparison.Ordinal)
               select InWrongMode(release, use, release.OtherMode!.Value.Mode, usage.AcquiresAt(release.OtherMode.Value.Sites)),
        ];
    }

    private Imbalance InWrongMode(ReleasePoint release, LockUsage use, LockMode held, IEnumerable<CallEffect> acquires)
    {
        WrongModes.Add(use.Number);
        return new Imbalance(ImbalanceKind.WrongMode, release.At, use.Name, [.. acquires.Select(acquire => acquire.Call)])
        {
            Detail = NameOf(held) + " lock, but this gives back a" + (use.Mode == LockMode.Upgradeable ? "n " : " ") + NameOf(use.Mode) + " lock",
        };
    }

    /// <summary>A mode taken inside of this one and never given back, where this one is given back twice: the first time the other was meant.</summary>
    private LockUsage? Forgotten(ReleasePoint release, LockUsage use) => use.Releases.Any(later => later.Earlier.Contains(release.Effect.ResultKey))
        ? usage.Locks.FirstOrDefault(inner => inner.Number == use.Number && inner.Mode != use.Mode && inner.Releases.Count == 0 && inner.Acquires.Any(acquire => acquire.Call.Syntax.SpanStart < release.At.Syntax.SpanStart)
            && use.Acquires.All(acquire => inner.Acquires.All(other => acquire.Call.Syntax.SpanStart < other.Call.Syntax.SpanStart)))
        : null;

    /// <summary>One release for two modes, of which one was taken; nothing that decides which would decide about the release.</summary>
    private bool IsForBoth(ReleasePoint release, SiteSet taken) => usage.AcquiresAt(taken).All(acquire => !Places.IsDecidedApart(release.At, acquire.Call));

    /// <summary>The outcome of a try-acquire decides nothing.</summary>
    private IEnumerable<Imbalance> Ignored(LockUsage use)
    {
        foreach (var attempt in use.Acquires.Where(acquire => !acquire.OnSuccess.IsEmpty && !acquire.Call.IsImplicit).Distinct())
        {
            // Outside of any condition a release is reached whatever the outcome; inside one, something we do not see may decide.
            // To dispose the lease of a lock that was not taken does nothing.
            var release = use.Releases.FirstOrDefault(point => !point.IsLease && point.Untaken.Contains(attempt) && point.IsHeld && !IsInsideTry(point, attempt) && !Places.IsDecidedApart(point.At, attempt.Call));
            use.Sections.TryGetValue(attempt, out var section);
            var isDropped = IsDropped(attempt);
            if (release is null ? section.HasOwn || (section.Either is null && !isDropped) : section is { HasOwn: true, Either: null })
                continue;

            // Who passes the outcome on leaves it to somebody else to look at it.
            if (release is null && !isDropped && (usage.Flow.AtReturn is not { } exits || exits.Scenarios.Any(scenario => UsageObserver.OwnSites(scenario.Held[use.Number, use.Mode]).Bits != 0)))
                continue;

            if (attempt.IsLease && IsPassedOn(attempt))
                continue;

            Explained.Add(attempt);
            release ??= use.Releases.FirstOrDefault(point => point.IsLease && point.Effect == attempt);
            yield return new Imbalance(use.Mode == LockMode.Permit ? ImbalanceKind.PermitResultIgnored : ImbalanceKind.ResultIgnored, attempt.Call, use.Name, [.. new[] { section.Either, release?.At }.OfType<IOperation>()]);
        }
    }

    /// <summary>Somebody else is told the outcome: <c>Assert.True(lease.IsHeld)</c>.</summary>
    private bool IsPassedOn(CallEffect attempt) => BlockOperations.Of(usage.Function.Scope.Graph!)
        .SelectMany(operation => operation.DescendantsAndSelf())
        .Any(operation => operation.Parent is IArgumentOperation or IInvocationOperation && operation.Type?.SpecialType == SpecialType.System_Boolean && usage.Flow.ConditionOf(operation).Key == attempt.ResultKey);

    private IEnumerable<Imbalance> InsideTry(LockUsage use)
    {
        foreach (var release in use.Releases.Where(point => !point.IsLease && (point.IsPlainlyUnheld || point.Failed.Count > 0 || point.Untaken.Count > 0)))
        {
            if (Places.TryOfFinally(release.At) is not { } statement)
                continue;

            var inside = use.Acquires.Where(acquire => !acquire.Call.IsImplicit && !Explained.Contains(acquire) && Places.IsInBlockOf(statement, acquire.Call)).Distinct().ToList();
            var culprits = inside.Where(acquire => release.Failed.Contains(acquire) || release.Untaken.Contains(acquire)).ToList();
            foreach (var acquire in culprits.Count > 0 ? culprits : inside.Take(1))
            {
                // Who handles an abandoned mutex knows what failing to wait means.
                if (HandlesAbandonment(statement))
                    continue;

                Explained.Add(acquire);
                if (IsTakenBack(use, statement, acquire))
                    continue;

                yield return new Imbalance(ImbalanceKind.AcquiredInsideTry, acquire.Call, use.Name, release.At);
            }
        }
    }

    /// <summary>Held before the try, lent out within it, and taken back: there is no place before the try where it could be acquired once more.</summary>
    private static bool IsTakenBack(LockUsage use, Microsoft.CodeAnalysis.CSharp.Syntax.TryStatementSyntax statement, CallEffect acquire) =>
        use.Acquires.Any(first => first.Call.Syntax.SpanStart < statement.SpanStart)
        && use.Releases.Any(point => Places.IsInBlockOf(statement, point.At) && point.At.Syntax.SpanStart < acquire.Call.Syntax.SpanStart);

    private bool HandlesAbandonment(Microsoft.CodeAnalysis.CSharp.Syntax.TryStatementSyntax statement) => statement.Catches.Any(clause =>
        clause.Declaration is { Type: var caught } && usage.Function.Scope.Graph?.OriginalOperation.SemanticModel is { } semantics && Microsoft.CodeAnalysis.CSharp.CSharpExtensions.GetTypeInfo(semantics, caught).Type?.Name == "AbandonedMutexException");

    private IEnumerable<Imbalance> TooOften(LockUsage use)
    {
        foreach (var release in use.Releases.Where(point => point.IsUnheld && (!(point.IsLease || point.At.IsImplicit) || point.Earlier.Count > 0)))
        {
            if (release.Untaken.Any(Explained.Contains) || release.Failed.Any(Explained.Contains) || IsExplainedInside(release, use) || (IsRepeated(use) && use.Releases.Any(point => point.IsHeld)))
                continue;

            if (release.Earlier.Count > 0)
            {
                var earlier = use.Releases.Where(point => release.Earlier.Contains(point.Effect.ResultKey) && !point.IsLease).Select(point => point.At).FirstOrDefault();
                if (earlier is null || earlier.IsImplicit)
                    continue;

                // A finally block is where the release belongs; the other one is too many.
                var isInFinally = release.IsLease || release.At.IsImplicit || (Places.TryOfFinally(release.At) is not null && Places.TryOfFinally(earlier) is null);
                yield return isInFinally
                    ? new Imbalance(ImbalanceKind.ReleasedUnheld, earlier, use.Name, release.At) { Detail = release.IsLease ? "here and once more when its lease is disposed" : release.At.IsImplicit ? "here and once more at the end of the lock statement" : "here and once more in a finally block" }
                    : new Imbalance(ImbalanceKind.ReleasedUnheld, release.At, use.Name, earlier) { Detail = "here though an earlier release may have given it back already" };
            }
            else if (release.IsHeld && (release.IsPlainlyUnheld || release.Untaken.Count > 0))
            {
                var acquires = use.Acquires.Where(acquire => !acquire.Call.IsImplicit).ToList();
                if (acquires.Count > 0 && !acquires.Any(acquire => Places.IsDecidedApart(release.At, acquire.Call) && Places.IsDecidedApart(acquire.Call, release.At)))
                    yield return new Imbalance(ImbalanceKind.ReleasedUnheld, release.At, use.Name, [.. acquires.Select(acquire => acquire.Call)]) { Detail = "here also on a path that has not acquired it" };
            }
            else if (release is { IsPlainlyUnheld: true, IsUnknown: false, Effect.Acquires: false } && partners.LacksAcquire(usage, use))
            {
                yield return new Imbalance(ImbalanceKind.ReleasedUnheld, release.At, use.Name) { Detail = "here though nothing leaves it locked" };
            }
        }
    }

    /// <summary>Acquired in one loop and released in another: the turns are counted by something we do not see.</summary>
    internal static bool IsRepeated(LockUsage use) => use.Nested.Any(nested => nested.Outer.Sites.Contains(nested.Inner.Site));

    private bool IsExplainedInside(ReleasePoint release, LockUsage use) =>
        Places.TryOfFinally(release.At) is { } statement && use.Acquires.Any(acquire => Explained.Contains(acquire) && Places.IsInBlockOf(statement, acquire.Call)) && release.Earlier.Count == 0;

    // The try's own rule speaks of it, unless the outcome is plainly thrown away.
    private static bool IsInsideTry(ReleasePoint release, CallEffect attempt) =>
        Places.TryOfFinally(release.At) is { } statement && Places.IsInBlockOf(statement, attempt.Call) && !IsDropped(attempt);

    /// <summary>Nobody looks at the result.</summary>
    private static bool IsDropped(CallEffect attempt)
    {
        if (attempt.Success != Success.Result || attempt.IsLease)
            return false;

        var use = attempt.Call.Parent;
        while (use is IAwaitOperation or IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            use = use.Parent;

        return use is IExpressionStatementOperation || use is ISimpleAssignmentOperation { Target: IDiscardOperation };
    }

    private static string NameOf(LockMode mode) => mode switch
    {
        LockMode.Shared => "read",
        LockMode.Upgradeable => "upgradeable read",
        _ => "write",
    };
}
