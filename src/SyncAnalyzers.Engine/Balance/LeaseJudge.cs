using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>Finds out what becomes of leases: dropped, disposed here, or handed to somebody else.</summary>
/// <param name="isOwed">No other code gives back the permits that this function takes.</param>
internal sealed class LeaseJudge(FunctionUsage usage, Func<LockUsage, bool> isOwed)
{
    private readonly HashSet<CallEffect> _settled = [];

    /// <summary>Dropped, which has been told, or no longer this function's to dispose.</summary>
    public bool IsSettled(CallEffect acquire) => _settled.Contains(acquire);

    /// <summary>Permits are judged here where leases are all there is to them; what else becomes of permits, the rules of semaphores know.</summary>
    public bool IsJudged(LockUsage use) => use.Mode != LockMode.Permit
        || (use.Acquires.All(acquire => acquire.IsLease) && use.Releases.All(release => release.IsLease)
            && (use.Acquires.All(acquire => acquire.Sync is not null) ? use.Entry.Primitive.IsLeasedOnly || isOwed(use) : use.Acquires.All(acquire => usage.Flow.Effects.FateOf(acquire) == LeaseFate.Disposed)));

    public IEnumerable<Imbalance> Judge()
    {
        foreach (var use in usage.Locks.Where(IsJudged))
        {
            foreach (var lease in use.Acquires.Where(acquire => acquire.IsLease).Distinct())
            {
                var fate = usage.Flow.Effects.FateOf(lease);
                if (fate == LeaseFate.Disposed || (fate == LeaseFate.Dropped && use.Releases.Any(release => release.IsHeld && !release.IsLease)))
                    continue;

                if (_settled.Add(lease) && fate == LeaseFate.Dropped && !lease.Call.IsImplicit)
                    yield return new Imbalance(ImbalanceKind.LeaseDropped, lease.Call, use.Name);
            }
        }

        // The lease of a permit that a method of the compilation makes: only who has it can give the permit back.
        foreach (var use in usage.Locks.Where(use => !IsJudged(use) && !use.Releases.Any(release => release.IsHeld && !release.IsLease)))
        {
            foreach (var lease in use.Acquires.Where(acquire => acquire is { IsLease: true, Wrapper: not null, Call.IsImplicit: false } && IsMade(acquire.Call)).Distinct())
            {
                if (usage.Flow.Effects.FateOf(lease) == LeaseFate.Dropped && _settled.Add(lease))
                    yield return new Imbalance(ImbalanceKind.LeaseDropped, lease.Call, use.Name);
            }
        }

        foreach (var pending in Pending().Where(pending => LeaseFates.IsThrownAway(LeaseFates.Whole(pending.Call).Parent)))
            yield return new Imbalance(ImbalanceKind.LeaseDropped, pending.Call, usage.Flow.Locks[pending.Always.Concat(pending.OnSuccess).First().Lock].Path.ToString());
    }

    /// <summary>Leases of tasks whose end the function never sees. Permits have a rule of their own for that.</summary>
    private IEnumerable<CallEffect> Pending()
    {
        var seen = new HashSet<CallEffect>(usage.Locks.SelectMany(use => use.Acquires));
        return usage.Flow.Effects.All.Where(effect => effect is { IsLease: true, IsAsync: true, Call.IsImplicit: false } && !seen.Contains(effect)
            && effect.Always.Concat(effect.OnSuccess).All(change => change.Mode != LockMode.Permit));
    }

    /// <summary>What the method returns is made for this one acquisition, and is not something that others have as well.</summary>
    private static bool IsMade(IOperation call) => call is IInvocationOperation { TargetMethod: var method }
        && method.Declared().DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).SelectMany(declaration => declaration.DescendantNodes()).Any(node =>
            node is BaseObjectCreationExpressionSyntax && node.FirstAncestorOrSelf<SyntaxNode>(up => up is ReturnStatementSyntax or ArrowExpressionClauseSyntax) is not null);
}
