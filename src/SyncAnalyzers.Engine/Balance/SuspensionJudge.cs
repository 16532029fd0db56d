using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>Judges what happens while a lock is held: awaits, yields, and assignments to the lock's variable.</summary>
internal sealed class SuspensionJudge(FunctionUsage usage)
{
    public IEnumerable<Imbalance> Judge()
    {
        foreach (var (at, use, sites) in usage.Suspensions)
        {
            // A loop's awaits are one: that of its head stands for the one that disposes.
            if (at is { IsImplicit: true, Syntax.Parent: CommonForEachStatementSyntax })
                continue;

            var acquires = usage.Flow.Effects.All.Where(effect => sites.Sites.Contains(effect.Site)).Select(effect => effect.Call);
            yield return new Imbalance(ImbalanceKind.HeldAcrossSuspension, at, use.Name, [.. acquires]) { Detail = at is IReturnOperation ? "yield" : "await" };
        }

        foreach (var use in usage.Locks)
        {
            foreach (var assignment in use.Reassignments.Distinct())
            {
                if (use.Releases.FirstOrDefault(release => release is { IsUnknown: true, IsLease: false } && !release.At.IsImplicit) is { } release
                    && TargetsOf(assignment).FirstOrDefault(target => target.Type is { IsReferenceType: true } && IsOnPath(use, target) && !IsKept(target)) is { } target)
                    yield return new Imbalance(ImbalanceKind.Reassigned, assignment, use.Name, [release.At, .. use.Acquires.Select(acquire => acquire.Call).Take(1)]) { Detail = target.Syntax.ToString() };
            }
        }
    }

    private IEnumerable<IOperation> TargetsOf(IOperation assignment) =>
        assignment is ISimpleAssignmentOperation or IDeconstructionAssignmentOperation ? PartsOf(((IAssignmentOperation)assignment).Target) : [];

    /// <summary>An index that moves on picks another lock on purpose.</summary>
    private bool IsOnPath(LockUsage use, IOperation target) =>
        usage.Function.Scope.Paths.VariableKey(target) is { } key && (use.Entry.Path.Key == key || use.Entry.Path.Steps.Any(step => step.Key == key));

    /// <summary>The old object is kept under another name, by which it may be released.</summary>
    private bool IsKept(IOperation target)
    {
        var paths = usage.Function.Scope.Paths;
        var key = paths.VariableKey(target);
        return usage.Function.Scope.Graph is { } graph && graph.Blocks.SelectMany(block => block.Operations).SelectMany(operation => operation.DescendantsAndSelf()).OfType<IAssignmentOperation>()
            .SelectMany(assignment => PartsOf(assignment.Value))
            .Any(value => value is ILocalReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation && paths.VariableKey(value) == key);
    }

    /// <summary>What is on one side of an assignment, each by itself: <c>(a, b)</c>.</summary>
    private IEnumerable<IOperation> PartsOf(IOperation side) => side switch
    {
        IConversionOperation { OperatorMethod: null } conversion => PartsOf(conversion.Operand),
        IFlowCaptureReferenceOperation reference when usage.Function.Scope.Paths.ValueOf(reference) is { } value => PartsOf(value),
        ITupleOperation tuple => tuple.Elements.SelectMany(PartsOf),
        _ => [side],
    };
}
