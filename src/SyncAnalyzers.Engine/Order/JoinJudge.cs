using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Order;

/// <summary>Whether what is waited for under a lock can only be finished by somebody who needs that lock.</summary>
public sealed class JoinJudge(SyncModel model, CancellationToken cancellation)
{
    private const int MaxCallerDepth = 3;

    /// <summary>The held lock, and how the other side needs it; <see langword="null"/> where the wait can end.</summary>
    public JoinConflict? Conflict(FunctionFacts function, JoinFact join)
    {
        if (join.Bound != WaitBound.Unlimited || join.Held.IsEmpty)
            return null;

        if (!join.Others.IsEmpty && join.Others.Any(other => Conflict(function, other with { Held = join.Held }) is null))
            return null;

        var target = join.Target ?? StartedAs(function, join.On);
        return target is null ? BySignalling(join.Held, join.On, isEvent: true)
            : IsAgreed(join, target) ? null
            : ByRunning(join.Held, target, function.Id);
    }

    // Waits only if a flag says that the other side is past the point where it needs the lock; the other side sets the flag.
    private bool IsAgreed(JoinFact join, string target) =>
        !join.Guards.IsEmpty && model.BodyOf(target, cancellation)?.Operation is { } operation && operation.Descendants().OfType<IAssignmentOperation>()
            .Any(assignment => assignment.Target is IMemberReferenceOperation { Member: var member } && join.Guards.Contains(model.Names.IdOf(member)));

    /// <summary>The call runs its delegates on other threads and waits for them: a lock that counts does not help here.</summary>
    public JoinConflict? Conflict(CallFact joined) => joined.Held.IsEmpty ? null : ByRunning(joined.Held, joined.Target, joined.Target);

    /// <summary>The semaphore or event is signalled only under a lock that the waiter holds, or by who had it before.</summary>
    /// <param name="isEvent">Of a semaphore's permits, one may be given back by who had the lock before the waiter came.</param>
    public JoinConflict? BySignalling(ImmutableArray<HeldFact> held, AccessPath? on, bool isEvent = false)
    {
        if (on is null || Resolve(on).Class is not { } signalled)
            return null;

        IReadOnlyList<SignalSite> signals = isEvent ? model.Signals.Of(signalled, cancellation)
            : [.. model.Index(cancellation).SignalsOf(signalled).Where(site => site.Signal.Kind == SignalKind.Set)];
        foreach (var outer in held)
        {
            if (signals.Count > 0 && outer.Mode != LockMode.Shared && KeepsOut(outer) && IsOneObject(outer.Path, on) && signals.All(site => Needs(site, Resolve(outer.Path)) || (isEvent && HasNeeded(site.Function, site.Signal.At, Resolve(outer.Path)))))
                return new JoinConflict(outer, signals[0].Function, signals[0].Signal.At, null) { IsEarlier = !Needs(signals[0], Resolve(outer.Path)) };
        }

        return null;
    }

    /// <summary>The signal is given while the lock is held, so not before it can be acquired.</summary>
    public bool Needs(SignalSite site, AccessPath needed) => IsHeld(site.Function, site.Signal.Held, needed);

    /// <summary>Held there, or by everybody who gets there.</summary>
    private bool IsHeld(FunctionFacts function, ImmutableArray<HeldFact> held, AccessPath needed, int depth = 0) =>
        held.Any(fact => Resolve(fact.Path).Class == needed.Class)
        || ComesOnlyFrom(function, needed, depth, (caller, call) => !call.IsStarted && IsHeld(caller, call.Held, needed, depth + 1));

    /// <summary>On every way to the place, the lock is acquired first; it may have been released since.</summary>
    private bool HasNeeded(FunctionFacts function, TextSpan at, AccessPath needed, int depth = 0)
    {
        var root = function.Tree.GetRoot(cancellation);
        return function.Acquires.Any(acquire => acquire.Bound == WaitBound.Unlimited && acquire.At.End <= at.Start && Resolve(acquire.Path).Class == needed.Class
                && root.FindNode(acquire.At).Ancestors().TakeWhile(up => !up.Span.Contains(at)).All(IsPassed))
            || ComesOnlyFrom(function, needed, depth, (caller, call) => IsHeld(caller, call.Held, needed, depth + 1) || HasNeeded(caller, call.At, needed, depth + 1));
    }

    /// <summary>All who call the function are known, call it on the object at hand, and are as they should be.</summary>
    private bool ComesOnlyFrom(FunctionFacts function, AccessPath needed, int depth, Func<FunctionFacts, CallFact, bool> isSo)
    {
        if (depth >= MaxCallerDepth)
            return false;

        var callers = model.Index(cancellation).AllCallersOf(function, cancellation);
        return !callers.IsEmpty && callers.All(caller => caller.Call is { } call && (call.Substitution.IsNested || LockIndex.IsNamedAlike(needed, call)) && isSo(caller.Caller, call));
    }

    /// <summary>Whoever comes by the code runs what is in it.</summary>
    private static bool IsPassed(SyntaxNode code) => code is BlockSyntax or LockStatementSyntax or UsingStatementSyntax or TryStatementSyntax or FinallyClauseSyntax
        or ExpressionStatementSyntax or InvocationExpressionSyntax or ArgumentListSyntax or ArgumentSyntax or LocalDeclarationStatementSyntax or VariableDeclarationSyntax or VariableDeclaratorSyntax or EqualsValueClauseSyntax or AwaitExpressionSyntax or MemberAccessExpressionSyntax;

    private JoinConflict? ByRunning(ImmutableArray<HeldFact> held, string target, string waiter)
    {
        // Code nested in the waiter names its objects as the waiter does; other code has an object of its own, perhaps another one.
        var isNested = NestedBody.IsNested(target) && waiter.StartsWith(NestedBody.OuterOf(target), StringComparison.Ordinal);
        foreach (var inner in model.Summaries.AcquiredBy(target, SummaryTable.MaxHops - 1, cancellation))
        {
            if (inner.Fact.Bound != WaitBound.Unlimited)
                continue;

            foreach (var outer in held)
            {
                var path = Resolve(outer.Path);
                var isSame = path.Equals(Resolve(inner.Path)) && (isNested || path.Root is PathRoot.Static or PathRoot.Type or PathRoot.This);
                var excludes = outer.Mode != LockMode.Shared || inner.Mode != LockMode.Shared;
                if (isSame && excludes && KeepsOut(outer))
                    return new JoinConflict(outer, inner.Via.Last.Function, inner.Via.Last.At, inner.Via);
            }
        }

        return null;
    }

    /// <summary>A thread or task kept in a variable: what it was started with, if that is always the same.</summary>
    private string? StartedAs(FunctionFacts function, AccessPath? on)
    {
        if (on is null)
            return null;

        // Which element of an array it is, nobody can say: the array has the task.
        on = on.IsElement ? on.Owner() : on;
        var member = NestedBody.OuterOf(function.Id);
        var local = model.Facts.Find(member, cancellation) is { } facts ? facts.Nested.Insert(0, facts).SelectMany(f => f.Starts).Where(start => start.Path.Equals(on)).Select(start => start.Target) : [];
        var targets = local.Concat(model.Starts.Of(Resolve(on), cancellation)).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return targets.Count == 1 ? targets[0] : null;
    }

    // One permit of several keeps nobody out.
    private bool KeepsOut(HeldFact held) => model.KeepsOut(Resolve(held.Path), held.Mode, held.Primitive, cancellation);

    private static bool IsOneObject(AccessPath held, AccessPath on) =>
        OwnerRelation.Between(held, on).Kind is OwnerRelationKind.Global or OwnerRelationKind.Same;

    private AccessPath Resolve(AccessPath path) => model.Summaries.Providers.Resolve(path, cancellation);
}

/// <param name="Held">The lock the waiter holds.</param>
/// <param name="Other">The function on the other side, and the place where it needs the lock or signals under it.</param>
/// <param name="Way">How the other side comes to acquire it.</param>
public sealed record JoinConflict(HeldFact Held, FunctionFacts Other, TextSpan At, Hop? Way)
{
    /// <summary>The other side no longer has the lock when it signals.</summary>
    public bool IsEarlier { get; init; }
}
