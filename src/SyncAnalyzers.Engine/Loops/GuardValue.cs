using System.Globalization;

namespace SyncAnalyzers.Engine.Loops;

/// <summary>Computes what a test answers when one variable has a given value and nothing else is known.</summary>
public sealed class GuardValue(PlaceReader places, Place place, object? value)
{
    // Tests are small; a longer one is simply not understood.
    private const int MaxDepth = 12;

    /// <summary><see langword="null"/> where the answer depends on something else.</summary>
    public bool? Of(IOperation test, Frame frame) => Evaluate(test, frame, 0) is { HasValue: true, Value: bool answer } ? answer : null;

    private Optional<object?> Evaluate(IOperation? operation, Frame frame, int depth)
    {
        if (operation is null || depth > MaxDepth)
            return default;

        switch (operation)
        {
            case { ConstantValue: { HasValue: true, Value: var constant } }:
                return Number(constant);

            case IConversionOperation { OperatorMethod: null } conversion:
                return Evaluate(conversion.Operand, frame, depth + 1);

            case IParenthesizedOperation parenthesized:
                return Evaluate(parenthesized.Operand, frame, depth + 1);

            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Evaluate(not.Operand, frame, depth + 1) is { HasValue: true, Value: bool answer } ? !answer : default(Optional<object?>);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } and:
                return Combine(and, shortCut: false);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } or:
                return Combine(or, shortCut: true);

            case IBinaryOperation { OperatorMethod: null } binary:
                return Evaluate(binary.LeftOperand, frame, depth + 1) is { HasValue: true, Value: var left } && Evaluate(binary.RightOperand, frame, depth + 1) is { HasValue: true, Value: var right }
                    ? Compare(binary.OperatorKind, left, right)
                    : default;

            case IIsPatternOperation pattern:
                return Evaluate(pattern.Value, frame, depth + 1) is { HasValue: true, Value: var tested } ? Matches(pattern.Pattern, tested) : default;

            case IIsNullOperation isNull:
                return Evaluate(isNull.Operand, frame, depth + 1) is { HasValue: true, Value: var operand } ? operand is null : default(Optional<object?>);

            case IFlowCaptureReferenceOperation reference:
                return Evaluate(frame.Code.ValueOf(reference.Id), frame, depth + 1);

            case ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } when frame.Code.Body.Locals?.ValueOf(local) is { } only && !IsPlace(operation, frame):
                return Evaluate(only, frame, depth + 1);

            case IParameterReferenceOperation { Parameter: var parameter } when frame.ArgumentFor(parameter) is { } argument && parameter.RefKind == RefKind.None:
                return Evaluate(argument, frame.Caller!, depth + 1);

            case IInvocationOperation call when KnownCalls.IsVolatileRead(call.TargetMethod) || KnownCalls.IsInterlocked(call.TargetMethod):
                return IsPlace(call.Arguments.FirstOrDefault()?.Value, frame) ? Number(value) : default;

            case IInvocationOperation or IPropertyReferenceOperation when !IsPlace(operation, frame) && places.Returned(operation, frame) is { } returned:
                return Evaluate(returned.Value, returned.Frame, depth + 1);

            default:
                return IsPlace(operation, frame) ? Number(value) : default;
        }

        Optional<object?> Combine(IBinaryOperation binary, bool shortCut)
        {
            var left = Evaluate(binary.LeftOperand, frame, depth + 1);
            var right = Evaluate(binary.RightOperand, frame, depth + 1);
            if (left is { HasValue: true, Value: bool l } && l == shortCut)
                return l;

            if (right is { HasValue: true, Value: bool r } && r == shortCut)
                return r;

            return left.HasValue && right.HasValue ? !shortCut : default(Optional<object?>);
        }
    }

    private bool IsPlace(IOperation? operation, Frame frame) => places.Resolve(operation, frame) is { } found && found.IsSame(place);

    private static Optional<object?> Matches(IPatternOperation pattern, object? tested) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } } => Compare(BinaryOperatorKind.Equals, tested, Number(constant).Value),
        INegatedPatternOperation negated => Matches(negated.Pattern, tested) is { HasValue: true, Value: bool answer } ? !answer : default(Optional<object?>),
        IRelationalPatternOperation { Value.ConstantValue: { HasValue: true, Value: var bound } } relational => Compare(relational.OperatorKind, tested, Number(bound).Value),
        _ => default,
    };

    private static Optional<object?> Compare(BinaryOperatorKind kind, object? left, object? right)
    {
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals)
            return Equals(left, right) == (kind == BinaryOperatorKind.Equals);

        if (left is not double a || right is not double b)
            return default;

        return kind switch
        {
            BinaryOperatorKind.LessThan => a < b,
            BinaryOperatorKind.LessThanOrEqual => a <= b,
            BinaryOperatorKind.GreaterThan => a > b,
            BinaryOperatorKind.GreaterThanOrEqual => a >= b,
            _ => default(Optional<object?>),
        };
    }

    // All numbers alike, so that 1, 1L and an enum's 1 compare equal.
    private static Optional<object?> Number(object? value) => value switch
    {
        null or bool or string => value,
        char c => (double)c,
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture),
        _ => default(Optional<object?>),
    };
}
