using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Order;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Deadlock;

/// <summary>SYNC1006: waits, under a lock, for somebody who needs that lock.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WaitUnderLockAnalyzer() : LockFactsAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC1006",
        title: "Waits under a lock for something that needs the lock",
        messageFormat: "'{0}' waits while '{1}' is held, but what it waits for needs '{1}' first: {2}",
        category: RuleFamily.Deadlock,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A thread that waits for another while it holds a lock which that other needs waits for ever. Wait after the lock is released.");

    protected override IEnumerable<Diagnostic> Judge(SyncModel model, FunctionFacts function, CancellationToken cancellation)
    {
        var judge = new JoinJudge(model, cancellation);
        foreach (var join in function.Joins)
        {
            // Awaiting blocks nobody; only what has no thread of its own can be held across it.
            var held = join.IsAsync ? join with { Held = [.. join.Held.Where(outer => outer.Primitive.Owner == LockOwner.Nobody)] } : join;
            if (judge.Conflict(function, held) is { } conflict && !IsSelfDeadlock(model, function, join, cancellation))
                yield return Report(function, join.At, join.What, conflict);
        }

        foreach (var call in function.Calls.Where(call => call.IsJoined))
        {
            if (judge.Conflict(call) is { } conflict)
                yield return Report(function, call.At, "Parallel", conflict);
        }

        foreach (var acquire in function.Acquires.Where(acquire => acquire is { Mode: LockMode.Permit, Bound: WaitBound.Unlimited } && !model.IsMutexLike(acquire.Path, cancellation)))
        {
            // SYNC4013 says it better where permits are counted.
            if (new PermitOrderJudge(model, cancellation).Conflict(acquire) is null && judge.BySignalling(acquire.Held, acquire.Path) is { } conflict && !HandOns.IsBefore(model, function, acquire.At, conflict.Held, cancellation))
                yield return Report(function, acquire.At, acquire.Path.ToString(), conflict);
        }

        foreach (var call in function.Calls.Where(call => !call.Held.IsEmpty && !call.IsJoined))
        {
            if (WaitsInside(model, judge, call, cancellation) is { } found)
                yield return Report(function, call.At, found.What, found.Conflict);
        }
    }

    // await M(), where M itself takes a lock that does not count: SYNC1004 says it.
    private static bool IsSelfDeadlock(SyncModel model, FunctionFacts function, JoinFact join, CancellationToken cancellation) =>
        function.Calls.Any(call => call.Target == join.Target && join.At.Contains(call.At) && SelfDeadlockAnalyzer.Through(model, function, call, cancellation).Any());

    /// <summary>The callee waits for a thread or an event that needs a lock which only the caller holds.</summary>
    private static (string What, JoinConflict Conflict)? WaitsInside(SyncModel model, JoinJudge judge, CallFact call, CancellationToken cancellation)
    {
        foreach (var target in model.Summaries.Targets.Of(call))
        {
            // In the callee's own terms, where the receiver is the caller's own object.
            ImmutableArray<HeldFact> held = call.Substitution.Receiver is { Root: PathRoot.This, Steps.IsEmpty: true }
                ? call.Held
                : [.. call.Held.Where(outer => outer.Path.Root is PathRoot.Static or PathRoot.Type)];

            if (held.IsEmpty || model.Facts.Find(target, body => KnownWaits.MayWait(body.Declaration, cancellation), cancellation) is not { } callee)
                continue;

            foreach (var join in callee.Joins.Where(join => !join.IsAsync))
            {
                if (judge.Conflict(callee, join with { Held = held }) is { } conflict)
                    return (join.What, conflict);
            }
        }

        return null;
    }

    private static Diagnostic Report(FunctionFacts function, Microsoft.CodeAnalysis.Text.TextSpan at, string what, JoinConflict conflict)
    {
        var location = conflict.Other.Locate(conflict.At);
        var story = Place.Of(conflict.Other, location, function.Tree) + (conflict.Way is not null ? " acquires it" : conflict.IsEarlier ? " acquires it before it signals" : " signals while it holds it");
        return Diagnostic.Create(
            Rule,
            function.Locate(at),
            additionalLocations: [function.Locate(conflict.Held.At), .. conflict.Way?.Locations ?? [location]],
            messageArgs: [what, conflict.Held.Path, story]);
    }
}
