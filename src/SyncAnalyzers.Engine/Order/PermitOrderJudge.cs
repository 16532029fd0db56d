using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Order;

/// <summary>Whether a permit is waited for under a lock that everybody needs who could release one.</summary>
public sealed class PermitOrderJudge(SyncModel model, CancellationToken cancellation)
{
    /// <summary>The lock that is held too early, and the releaser that needs it; <see langword="null"/> where the wait can end.</summary>
    public JoinConflict? Conflict(AcquireFact wait)
    {
        if (wait is not { Mode: LockMode.Permit, Bound: WaitBound.Unlimited } || wait.Held.IsEmpty || model.IsMutexLike(wait.Path, cancellation) || Resolve(wait.Path).Class is not { } counted)
            return null;

        var releases = model.Index(cancellation).SignalsOf(counted).Where(site => site.Signal.Kind == SignalKind.Set).ToList();

        // Who gives back a permit of its own has been through the mutex already.
        if (releases.Count == 0 || releases.Any(site => site.Function.Acquires.Any(own => Resolve(own.Path).Class == counted)))
            return null;

        foreach (var held in wait.Held)
        {
            if (held.Mode != LockMode.Shared && IsMutex(held) && IsCounted(wait, held) && Resolve(held.Path) is { Class: not null } needed
                && OwnerRelation.Between(held.Path, wait.Path).Kind is OwnerRelationKind.Global or OwnerRelationKind.Same
                && releases.All(site => Needs(site, needed)))
            {
                return new JoinConflict(held, releases[0].Function, releases[0].Signal.At, null);
            }
        }

        return null;
    }

    private bool IsMutex(HeldFact held) => model.KeepsOut(held.Path, held.Mode, held.Primitive, cancellation);

    /// <summary>An event that only says "done" is another story, unless both are semaphores. One that is made for several permits counts them.</summary>
    private bool IsCounted(AcquireFact wait, HeldFact held) => held.Mode == LockMode.Permit
        || (Resolve(wait.Path).Class is { } counted && model.Semaphores.ProfileOf(counted, cancellation) is var profile
            && (profile.Role is SemaphoreRole.BoundedBuffer or SemaphoreRole.Throttle or SemaphoreRole.Pool || (!profile.Creations.IsEmpty && profile.Creations.All(creation => creation.Maximum > 1))));

    /// <summary>Released while the lock is held, or by somebody who waited for the lock on the way there.</summary>
    private bool Needs(SignalSite site, AccessPath needed) =>
        new JoinJudge(model, cancellation).Needs(site, needed)
        || site.Function.Acquires.Any(acquire => acquire.Bound == WaitBound.Unlimited && acquire.At.Start < site.Signal.At.Start && acquire.Mode != LockMode.Shared && Resolve(acquire.Path).Class == needed.Class && IsUnconditional(site, acquire) && !IsLetInBetween(site, acquire, needed));

    /// <summary>The releaser has left the lock behind and waits for a signal that a holder of the lock gives: he is already inside when the permit is waited for.</summary>
    private bool IsLetInBetween(SignalSite site, AcquireFact acquire, AccessPath needed) => site.Function.Acquires.Any(wait =>
        wait.Mode == LockMode.Permit && wait.At.Start > acquire.At.Start && wait.At.End <= site.Signal.At.Start && !IsUnder(wait.Held, needed)
        && Resolve(wait.Path).Class is { } signal && model.Index(cancellation).SignalsOf(signal).Any(given => given.Signal.Kind == SignalKind.Set && IsUnder(given.Signal.Held, needed)));

    private bool IsUnder(ImmutableArray<HeldFact> held, AccessPath needed) => held.Any(outer => Resolve(outer.Path).Class == needed.Class);

    // What stands under a condition or in a loop may not have been done.
    private static bool IsUnconditional(SignalSite site, AcquireFact acquire) => site.Function.Tree.GetRoot().FindNode(acquire.At) is var node
        && SyntaxScope.Within(node).All(up => up is not (IfStatementSyntax or SwitchSectionSyntax or ConditionalExpressionSyntax or CatchClauseSyntax) || up.Span.Contains(site.Signal.At));

    private AccessPath Resolve(AccessPath path) => model.Summaries.Providers.Resolve(path, cancellation);
}
