using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>Finds out what becomes of leases: dropped, disposed here, or handed to somebody else.</summary>
internal sealed class LeaseJudge(FunctionUsage usage, IOperation body)
{
    private readonly HashSet<CallEffect> _settled = [];

    /// <summary>Dropped, which has been told, or no longer this function's to dispose.</summary>
    public bool IsSettled(CallEffect acquire) => _settled.Contains(acquire);

    public IEnumerable<Imbalance> Judge()
    {
        foreach (var use in usage.Locks.Where(use => use.Mode != LockMode.Permit))
        {
            foreach (var lease in use.Acquires.Where(acquire => acquire.IsLease).Distinct())
            {
                var fate = FateOf(lease.Call);
                if (fate == Fate.Disposed || (fate == Fate.Dropped && use.Releases.Any(release => release.IsHeld && !release.IsLease)))
                    continue;

                if (_settled.Add(lease) && fate == Fate.Dropped && !lease.Call.IsImplicit)
                    yield return new Imbalance(ImbalanceKind.LeaseDropped, lease.Call, use.Name);
            }
        }

        foreach (var pending in Pending().Where(pending => IsThrownAway(Whole(pending.Call).Parent)))
            yield return new Imbalance(ImbalanceKind.LeaseDropped, pending.Call, usage.Flow.Locks[pending.Always.Concat(pending.OnSuccess).First().Lock].Path.ToString());
    }

    /// <summary>Leases of tasks whose end the function never sees. Permits have a rule of their own for that.</summary>
    private IEnumerable<CallEffect> Pending()
    {
        var seen = new HashSet<CallEffect>(usage.Locks.SelectMany(use => use.Acquires));
        return usage.Flow.Effects.All.Where(effect => effect is { IsLease: true, IsAsync: true, Call.IsImplicit: false } && !seen.Contains(effect)
            && effect.Always.Concat(effect.OnSuccess).All(change => change.Mode != LockMode.Permit));
    }

    private enum Fate
    {
        Dropped,
        Disposed,
        HandedOn,
    }

    private Fate FateOf(IOperation lease)
    {
        var result = Whole(lease);
        return result.Parent switch
        {
            var use when IsThrownAway(use) => Fate.Dropped,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment when assignment.Value == result => FateOf(local),
            IFlowCaptureOperation => Fate.Disposed,
            IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" } => Fate.Disposed,
            _ => Fate.HandedOn,
        };
    }

    /// <summary>The call with what only waits for it or converts it.</summary>
    private static IOperation Whole(IOperation lease)
    {
        var result = lease;
        while (result.Parent is IAwaitOperation or IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" }
            || (result.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } }))
            result = result.Parent;

        return result;
    }

    private static bool IsThrownAway(IOperation? use) => use is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    private Fate FateOf(ILocalSymbol local)
    {
        var fate = Fate.Dropped;
        foreach (var reference in body.Descendants().OfType<ILocalReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local)))
        {
            var use = reference.Parent;
            while (use is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation)
                use = use.Parent;

            switch (use)
            {
                case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                case IBinaryOperation or IIsNullOperation or IIsPatternOperation:
                    break;
                case IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" }:
                case IUsingOperation:
                    fate = Fate.Disposed;
                    break;
                case IMemberReferenceOperation or IInvocationOperation { Instance: not null }:
                    break;
                case IExpressionStatementOperation:
                    fate = fate == Fate.Dropped ? Fate.Disposed : fate;
                    break;
                default:
                    return Fate.HandedOn;
            }
        }

        return fate == Fate.Dropped && IsUsing(local) ? Fate.Disposed : fate;
    }

    private static bool IsUsing(ILocalSymbol local) => local.IsUsing || local.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax().FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.UsingStatementSyntax>() is { Declaration: { } declaration } && declaration.Span.Contains(reference.Span));
}
