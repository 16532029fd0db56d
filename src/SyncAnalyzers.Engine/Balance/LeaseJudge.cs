using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>Finds out what becomes of leases: dropped, disposed here, or handed to somebody else.</summary>
/// <param name="isOwed">No other code gives back the permits that this function takes.</param>
internal sealed class LeaseJudge(FunctionUsage usage, IOperation body, Func<LockUsage, bool> isOwed)
{
    private readonly HashSet<CallEffect> _settled = [];

    /// <summary>Dropped, which has been told, or no longer this function's to dispose.</summary>
    public bool IsSettled(CallEffect acquire) => _settled.Contains(acquire);

    /// <summary>Permits are judged here where leases are all there is to them; what else becomes of permits, the rules of semaphores know.</summary>
    public bool IsJudged(LockUsage use) => use.Mode != LockMode.Permit
        || (use.Acquires.All(acquire => acquire.IsLease) && use.Releases.All(release => release.IsLease)
            && (use.Acquires.All(acquire => acquire.Sync is not null) ? use.Entry.Primitive.IsLeasedOnly || isOwed(use) : use.Acquires.All(acquire => FateOf(acquire) == Fate.Disposed)));

    public IEnumerable<Imbalance> Judge()
    {
        foreach (var use in usage.Locks.Where(IsJudged))
        {
            foreach (var lease in use.Acquires.Where(acquire => acquire.IsLease).Distinct())
            {
                var fate = FateOf(lease);
                if (fate == Fate.Disposed || (fate == Fate.Dropped && use.Releases.Any(release => release.IsHeld && !release.IsLease)))
                    continue;

                if (_settled.Add(lease) && fate == Fate.Dropped && !lease.Call.IsImplicit)
                    yield return new Imbalance(ImbalanceKind.LeaseDropped, lease.Call, use.Name);
            }
        }

        // The lease of a permit that a method of the compilation makes: only who has it can give the permit back.
        foreach (var use in usage.Locks.Where(use => !IsJudged(use) && !use.Releases.Any(release => release.IsHeld && !release.IsLease)))
        {
            foreach (var lease in use.Acquires.Where(acquire => acquire is { IsLease: true, Wrapper: not null, Call.IsImplicit: false } && IsMade(acquire.Call)).Distinct())
            {
                if (FateOf(lease) == Fate.Dropped && _settled.Add(lease))
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

    /// <summary>What the method returns is made for this one acquisition, and is not something that others have as well.</summary>
    private static bool IsMade(IOperation call) => call is IInvocationOperation { TargetMethod: var method }
        && method.Declared().DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).SelectMany(declaration => declaration.DescendantNodes()).Any(node =>
            node is BaseObjectCreationExpressionSyntax && node.FirstAncestorOrSelf<SyntaxNode>(up => up is ReturnStatementSyntax or ArrowExpressionClauseSyntax) is not null);

    private enum Fate
    {
        Dropped,
        Disposed,
        HandedOn,
    }

    private Fate FateOf(CallEffect lease)
    {
        if (lease.Received is { Value: var receiver })
        {
            return (receiver is IDeclarationExpressionOperation { Expression: var declared } ? declared : receiver) switch
            {
                IDiscardOperation => Fate.Dropped,
                ILocalReferenceOperation { Local: var kept } => FateOf(kept),
                _ => Fate.HandedOn,
            };
        }

        var result = Whole(lease.Call);
        return result.Parent switch
        {
            var use when IsThrownAway(use) => Fate.Dropped,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment when assignment.Value == result => FateOf(local),
            IFlowCaptureOperation { Id: var id } => FateOf(id),
            IInvocationOperation { TargetMethod: var end } when KnownLeases.IsEnd(end) => Fate.Disposed,
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

    /// <summary>Kept for a moment only: to be disposed at the end of a using statement, or to be one of the values of something else.</summary>
    private Fate FateOf(CaptureId id) => usage.Function.Scope.Graph!.Blocks.SelectMany(block => block.Operations)
        .SelectMany(operation => operation.DescendantsAndSelf()).OfType<IFlowCaptureReferenceOperation>()
        .Any(reference => reference.Id.Equals(id) && Whole(reference).Parent is IInvocationOperation { TargetMethod: var end } && KnownLeases.IsEnd(end))
            ? Fate.Disposed
            : Fate.HandedOn;

    private Fate FateOf(ILocalSymbol local)
    {
        // Who has captured it may dispose it at any time.
        if (usage.Function.Scope.Paths.Locals.IsCaptured(local))
            return Fate.HandedOn;

        var fate = Fate.Dropped;
        foreach (var reference in body.Descendants().OfType<ILocalReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local)))
        {
            var use = reference.Parent;
            while (use is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation or IDeclarationExpressionOperation)
                use = use.Parent;

            switch (use)
            {
                case IIsPatternOperation pattern when pattern.Descendants().Any(inner => inner is IDeclarationPatternOperation or IRecursivePatternOperation { DeclaredSymbol: not null }):
                    return Fate.HandedOn;
                case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                case IArgumentOperation { Parameter.RefKind: RefKind.Out }:
                case IBinaryOperation or IIsNullOperation or IIsPatternOperation:
                    break;
                case IInvocationOperation { TargetMethod: var end } when KnownLeases.IsEnd(end):
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

        if (fate == Fate.Dropped && !IsUsing(local))
            return Fate.Dropped;

        // Which of several values is disposed is not followed.
        return usage.Function.Scope.Paths.Locals is var locals && locals.ValueOf(local) is null && locals.GiverOf(local) is null ? Fate.HandedOn : Fate.Disposed;
    }

    private static bool IsUsing(ILocalSymbol local) => local.IsUsing || local.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax().FirstAncestorOrSelf<UsingStatementSyntax>() is { Declaration: { } declaration } && declaration.Span.Contains(reference.Span));
}
