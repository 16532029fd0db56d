using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>What becomes of a lease in the function that took it. Of several, the last counts.</summary>
public enum LeaseFate
{
    /// <summary>Nobody can dispose it.</summary>
    Dropped,

    /// <summary>Disposed here, on some way.</summary>
    Disposed,

    /// <summary>Returned, or kept under another name: every disposal here is seen, but others may owe one.</summary>
    Passed,

    /// <summary>Somebody else has it, or it is one of several values, and may be disposed at any time.</summary>
    HandedOn,
}

/// <summary>Finds out what becomes of leases.</summary>
internal sealed class LeaseFates(FunctionScope scope)
{
    private const int MaxAliases = 4;

    public LeaseFate Of(CallEffect lease) => lease.Received is { Value: var receiver }
        ? OfTarget(receiver is IDeclarationExpressionOperation { Expression: var declared } ? declared : receiver)
        : Of(Whole(lease.Call));

    /// <summary>The call with what only waits for it or converts it.</summary>
    public static IOperation Whole(IOperation lease)
    {
        var result = lease;
        while (result.Parent is IAwaitOperation or IConversionOperation or IParenthesizedOperation
            || (result.Parent is IInvocationOperation { Instance: var awaited, TargetMethod: var plumbing } && awaited == result && FunctionScope.IsTaskPlumbing(plumbing))
            || (result.Parent is IPropertyReferenceOperation { Property: { Name: "Result", ContainingType: var task } } && FunctionScope.IsTask(task))
            || (result.Parent is { } outer && FunctionScope.Optional(outer) == result)
            || result.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } })
            result = result.Parent;

        return result;
    }

    public static bool IsThrownAway(IOperation? use) => use is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    private LeaseFate Of(IOperation result) => result.Parent switch
    {
        // The value of a return.
        null => LeaseFate.Passed,
        var use when IsThrownAway(use) => LeaseFate.Dropped,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when assignment.Value == result => OfTarget(target),
        IFlowCaptureOperation { Id: var id } => OfCapture(id),
        IInvocationOperation { TargetMethod: var end } when KnownLeases.IsEnd(end) => LeaseFate.Disposed,
        _ => LeaseFate.HandedOn,
    };

    private LeaseFate OfTarget(IOperation target) => target switch
    {
        IDiscardOperation => LeaseFate.Dropped,
        ILocalReferenceOperation { Local: var local } => OfVariable(local, 0),
        IParameterReferenceOperation { Parameter: var parameter } when OfVariable(parameter, 0) != LeaseFate.HandedOn => LeaseFate.Passed,
        _ => LeaseFate.HandedOn,
    };

    /// <summary>Kept for a moment only: to be disposed at the end of a using statement, or to be one of the values of something else.</summary>
    private LeaseFate OfCapture(CaptureId id) => scope.Graph!.Blocks.SelectMany(block => block.Operations)
        .SelectMany(operation => operation.DescendantsAndSelf()).OfType<IFlowCaptureReferenceOperation>()
        .Any(reference => reference.Id.Equals(id) && Whole(reference).Parent is IInvocationOperation { TargetMethod: var end } && KnownLeases.IsEnd(end))
            ? LeaseFate.Disposed
            : LeaseFate.HandedOn;

    private LeaseFate OfVariable(ISymbol variable, int depth)
    {
        // Who has captured it may dispose it at any time.
        if (scope.Paths.Locals.IsCaptured(variable) || depth > MaxAliases)
            return LeaseFate.HandedOn;

        var fate = IsUsing(variable) ? LeaseFate.Disposed : LeaseFate.Dropped;
        foreach (var reference in scope.Graph!.OriginalOperation.Descendants().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Variable(), variable)))
            fate = (LeaseFate)Math.Max((int)fate, (int)OfUse(reference, depth));

        // Which of several values is disposed is not followed.
        return fate != LeaseFate.Dropped && !scope.Paths.Locals.HasOneValue(variable) ? LeaseFate.HandedOn : fate;
    }

    private LeaseFate OfUse(IOperation reference, int depth)
    {
        var result = Whole(reference);
        var isAsked = result.Parent is IConditionalAccessOperation;
        while (result.Parent is IConditionalAccessOperation or IDeclarationExpressionOperation)
            result = Whole(result.Parent);

        switch (result.Parent)
        {
            case IIsPatternOperation pattern when pattern.Descendants().Any(inner => inner is IDeclarationPatternOperation or IRecursivePatternOperation { DeclaredSymbol: not null }):
                return LeaseFate.HandedOn;
            case ISimpleAssignmentOperation assignment when assignment.Target == reference:
            case IArgumentOperation { Parameter.RefKind: RefKind.Out }:
            case IBinaryOperation or IIsNullOperation or IIsPatternOperation:
                return LeaseFate.Dropped;
            case IInvocationOperation { TargetMethod: var end } when KnownLeases.IsEnd(end):
            case IUsingOperation:
            case IExpressionStatementOperation when isAsked:
                return LeaseFate.Disposed;
            case IExpressionStatementOperation:
            case IMemberReferenceOperation:
            case IInvocationOperation { Instance: { Type: { } type } } when KnownLeases.IsLease(type):
                return LeaseFate.Dropped;
            case IReturnOperation { Kind: OperationKind.Return }:
                return LeaseFate.Passed;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var alias } } when OfVariable(alias, depth + 1) != LeaseFate.HandedOn:
                return LeaseFate.Passed;
            default:
                return LeaseFate.HandedOn;
        }
    }

    private static bool IsUsing(ISymbol variable) => variable is ILocalSymbol local && (local.IsUsing || local.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax().FirstAncestorOrSelf<UsingStatementSyntax>() is { Declaration: { } declaration } && declaration.Span.Contains(reference.Span)));
}
