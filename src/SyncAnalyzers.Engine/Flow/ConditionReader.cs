using System.Collections.Concurrent;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>A condition in the form in which two places can be seen to test the same thing.</summary>
/// <param name="Key">What is tested; <see langword="null"/> for what cannot be named.</param>
/// <param name="IsNegated">The tested expression is true when the key is false.</param>
/// <param name="Constant">Always so.</param>
public readonly record struct Condition(string? Key, bool IsNegated = false, bool? Constant = null)
{
    public static Condition None { get; } = new(null);

    /// <summary>The acquisition that is asked whether it is still the current one.</summary>
    public int? Site { get; init; }

    public Condition Not() => this with { IsNegated = !IsNegated, Constant = !Constant };

    public bool? Evaluate(Conditions known) => Constant ?? (Key is not null && known[Key] is { } value ? value != IsNegated : null);
}

/// <summary>Reads conditions: results of try-acquires, flags, null tests, comparisons.</summary>
public sealed class ConditionReader(FunctionScope scope, CallEffects effects)
{
    private const int MaxDepth = 16;

    // The flow comes by the same assignments and tests again and again.
    private readonly ConcurrentDictionary<ISymbol, string?> _locals = new(concurrencyLevel: 1, capacity: 7, SymbolEqualityComparer.Default);

    public Condition Read(IOperation? operation) => Read(operation, 0);

    /// <summary>Only a condition that is tested again can tell something later.</summary>
    public HashSet<string> TestedTwice(ControlFlowGraph graph)
    {
        var once = new HashSet<string>(StringComparer.Ordinal);
        var twice = new HashSet<string>(StringComparer.Ordinal);
        foreach (var block in graph.Blocks)
        {
            if (block is { ConditionKind: not ControlFlowConditionKind.None, BranchValue: { } condition } && Read(condition).Key is { } key && !once.Add(key))
                twice.Add(key);
        }

        return twice;
    }

    /// <summary>The condition that <paramref name="target"/> is true after an assignment to it.</summary>
    public string? KeyOfVariable(IOperation target)
    {
        ISymbol? local = target switch
        {
            ILocalReferenceOperation reference => reference.Local,
            IParameterReferenceOperation reference => reference.Parameter,
            _ => null,
        };

        if (local is null)
            return Find();

        return _locals.TryGetValue(local, out var known) ? known : _locals.GetOrAdd(local, Find());

        string? Find() => scope.Paths.VariableKey(target) is { } key ? (scope.Paths.Resolve(target)?.ToString() ?? "") + "{" + key + "}" : null;
    }

    /// <summary>Whether the value is null; the key depends on whether a local may have been given null on another way.</summary>
    public Condition ReadNull(IOperation? operation)
    {
        if (operation is null)
            return Condition.None;

        var inner = Inner(operation);
        if (inner is { ConstantValue: { HasValue: true } constant })
            return new Condition(null, Constant: constant.Value is null);

        if (inner is IDefaultValueOperation { Type: var type } && MayBeNull(type))
            return new Condition(null, Constant: true);

        // A lease that is a structure is there whether the lock was taken or not.
        if (inner.Type is { IsValueType: true } && !MayBeNull(inner.Type))
            return new Condition(null, Constant: false);

        if (inner is ILocalReferenceOperation { Local: var local } reference && scope.Paths.Locals.MayBeNull(local))
            return new Condition("null " + KeyOfVariable(reference));

        if (effects.LeaseOf(operation) is { } lease)
            return lease.OnSuccess.IsEmpty ? new Condition(null, Constant: false) : new Condition(lease.ResultKey, IsNegated: true);

        return scope.Unwrap(operation) is IObjectCreationOperation ? new Condition(null, Constant: false)
            : KeyOfVariable(inner) is { } key ? new Condition("null " + key)
            : Condition.None;
    }

    public static bool MayBeNull(ITypeSymbol? type) => type is { IsReferenceType: true } or { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };

    /// <summary>The condition that a temporary with several values is true.</summary>
    public static string KeyOf(CaptureId temporary) => "capture " + temporary.GetHashCode();

    private Condition Read(IOperation? operation, int depth)
    {
        if (operation is null || depth > MaxDepth)
            return Condition.None;

        if (operation.ConstantValue is { HasValue: true, Value: bool constant })
            return new Condition(null, Constant: constant);

        switch (operation)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Read(not.Operand, depth + 1).Not();

            case ISimpleAssignmentOperation assignment:
                return Read(assignment.Value, depth + 1);

            case IIsNullOperation isNull:
                return ReadNull(isNull.Operand);

            case IPropertyReferenceOperation { Property: { Name: "HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: { } optional }:
                return ReadNull(optional).Not();

            case IBinaryOperation binary:
                return ReadComparison(binary, depth);

            case IIsPatternOperation pattern:
                return ReadPattern(pattern.Value, pattern.Pattern, depth);

            case IConversionOperation { OperatorMethod: null } conversion:
                return Read(conversion.Operand, depth + 1);

            case IParenthesizedOperation parenthesized:
                return Read(parenthesized.Operand, depth + 1);
        }

        if (effects.Of(scope.Unwrap(operation)) is { } call)
        {
            return call.Success switch
            {
                Success.Result => new Condition(call.ResultKey),
                Success.AlwaysTrue => new Condition(null, Constant: true),
                _ => Condition.None,
            };
        }

        if (operation is IPropertyReferenceOperation { Property: var property, Instance: { } instance } && KnownLeases.Tells(property) && effects.LeaseOf(instance) is { } lease)
            return lease.OnSuccess.IsEmpty ? new Condition(null) { Site = lease.Site } : new Condition(lease.ResultKey);

        return operation switch
        {
            IFlowCaptureReferenceOperation capture => Inner(capture) is var inner and not IFlowCaptureReferenceOperation ? Read(inner, depth + 1) : new Condition(KeyOf(capture.Id)),
            ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true } =>
                KeyOfVariable(operation) is { } key ? new Condition(key) : Condition.None,
            _ => Condition.None,
        };
    }

    private Condition ReadComparison(IBinaryOperation binary, int depth)
    {
        if (binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals)
        {
            var isNegated = binary.OperatorKind == BinaryOperatorKind.NotEquals;
            foreach (var (value, constant) in new[] { (binary.LeftOperand, binary.RightOperand), (binary.RightOperand, binary.LeftOperand) })
            {
                if (Inner(constant).ConstantValue is not { HasValue: true } known)
                    continue;

                var read = known.Value switch
                {
                    null => ReadNull(value),
                    true => Read(value, depth + 1),
                    false => Read(value, depth + 1).Not(),
                    _ => Condition.None,
                };

                if (read.Key is not null || read.Constant is not null)
                    return isNegated ? read.Not() : read;
            }
        }

        if (Term(binary.LeftOperand) is not { } left || Term(binary.RightOperand) is not { } right)
            return Condition.None;

        return binary.OperatorKind switch
        {
            BinaryOperatorKind.Equals => new Condition(left + " == " + right),
            BinaryOperatorKind.NotEquals => new Condition(left + " == " + right, IsNegated: true),
            BinaryOperatorKind.LessThan => new Condition(left + " < " + right),
            BinaryOperatorKind.GreaterThanOrEqual => new Condition(left + " < " + right, IsNegated: true),
            BinaryOperatorKind.GreaterThan => new Condition(right + " < " + left),
            BinaryOperatorKind.LessThanOrEqual => new Condition(right + " < " + left, IsNegated: true),
            _ => Condition.None,
        };
    }

    private Condition ReadPattern(IOperation value, IPatternOperation pattern, int depth) => pattern switch
    {
        INegatedPatternOperation negated => ReadPattern(value, negated.Pattern, depth + 1).Not(),
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => ReadNull(value),
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool constant } } => constant ? Read(value, depth + 1) : Read(value, depth + 1).Not(),
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: { } constant } } => Term(value) is { } tested ? new Condition(tested + " == " + constant) : Condition.None,
        IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true } => ReadNull(value).Not(),
        IDeclarationPatternOperation or ITypePatternOperation when effects.LeaseOf(value) is not null => ReadNull(value).Not(),
        _ => Condition.None,
    };

    private string? Term(IOperation operation)
    {
        var inner = Inner(operation);
        return inner.ConstantValue is { HasValue: true } constant ? constant.Value?.ToString() ?? "null" : KeyOfVariable(inner);
    }

    /// <summary>Looks through temporaries and conversions, but not through locals: a local is a name of its own here.</summary>
    private IOperation Inner(IOperation operation)
    {
        for (var i = 0; i < MaxDepth; i++)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IFlowCaptureReferenceOperation reference when scope.Paths.ValueOf(reference) is { } value:
                    operation = value;
                    break;
                default:
                    return operation;
            }
        }

        return operation;
    }
}
