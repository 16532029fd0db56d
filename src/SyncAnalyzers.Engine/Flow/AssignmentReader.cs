using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>A variable has a new value.</summary>
/// <param name="Locks">The locks whose identity depends on it: another one each from now on.</param>
/// <param name="Key">The condition that the variable is true; <see langword="null"/> where nothing is known of the new value.</param>
/// <param name="Truth">The condition that the new value is true.</param>
/// <param name="IsNull">The condition that it is null.</param>
internal sealed record Assignment(string Variable, ImmutableArray<int> Locks, string? Key, Condition Truth, Condition IsNull);

/// <summary>Reads which variables an operation gives new values, in whatever form: assignments, arguments, deconstructions, patterns.</summary>
internal sealed class AssignmentReader(FunctionScope scope, ConditionReader conditions, CallEffects effects)
{
    // A tuple of tuples of tuples: nobody writes further.
    private const int MaxDepth = 8;

    public ImmutableArray<Assignment> In(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation assignment => To(assignment.Target, assignment.Value, 0),
        ICompoundAssignmentOperation assignment => To(assignment.Target, null, 0),
        IIncrementOrDecrementOperation increment => To(increment.Target, null, 0),
        IDeconstructionAssignmentOperation assignment => To(assignment.Target, assignment.Value, 0),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when !IsTaken(argument) => To(argument.Value, null, 0),
        IDeclarationPatternOperation { DeclaredSymbol: { } declared } => To(declared),
        IRecursivePatternOperation { DeclaredSymbol: { } declared } => To(declared),
        IListPatternOperation { DeclaredSymbol: { } declared } => To(declared),
        _ => [],
    };

    private ImmutableArray<Assignment> To(IOperation target, IOperation? value, int depth)
    {
        // out var, var (a, b)
        if (target is IDeclarationExpressionOperation { Expression: var declared })
            target = declared;

        if (target is ITupleOperation { Elements: var targets })
        {
            var values = value?.WithoutConversions() is ITupleOperation { Elements: var elements } && elements.Length == targets.Length ? elements : [];
            return depth == MaxDepth ? [] : [.. targets.SelectMany((element, index) => To(element, values.IsEmpty ? null : values[index], depth + 1))];
        }

        if (scope.Paths.VariableKey(target) is not { } variable)
            return [];

        var isNull = ConditionReader.MayBeNull(target.Type) ? conditions.ReadNull(value) : Condition.None;
        return [new Assignment(variable, NamedBy(variable), conditions.KeyOfVariable(target), conditions.Read(value), isNull)];
    }

    /// <summary>A pattern tells what it matches of the value that is matched, not of the variable.</summary>
    private ImmutableArray<Assignment> To(ISymbol declared)
    {
        var variable = scope.Paths.KeyOf(declared);
        return [new Assignment(variable, NamedBy(variable), null, Condition.None, Condition.None)];
    }

    private ImmutableArray<int> NamedBy(string variable)
    {
        var mentioning = effects.Locks.Mentioning(variable);
        return mentioning.IsEmpty ? mentioning : mentioning.RemoveAll(number => !effects.IsNamedBy(number, variable));
    }

    /// <summary>An argument that only tells whether the lock was taken: <c>ref lockTaken</c>.</summary>
    private bool IsTaken(IArgumentOperation argument) => argument.Parent is IInvocationOperation taking && effects.Of(taking)?.Sync?.Taken == argument.Value;
}
