namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>Reads off a call how long it can block. A cancellation token is no bound: nobody has to cancel.</summary>
public static class WaitBounds
{
    public static WaitBound Of(IInvocationOperation call, bool neverWaits = false) => Of(call.Arguments, call.TargetMethod, neverWaits);

    /// <param name="arguments">Those of the call that may be a time limit.</param>
    internal static WaitBound Of(IEnumerable<IArgumentOperation> arguments, IMethodSymbol method, bool neverWaits)
    {
        foreach (var argument in arguments)
        {
            // What the call hands out, it does not wait by.
            if (argument.Parameter is not { RefKind: not RefKind.Out } parameter)
                continue;

            if (parameter.Type.Name == "TimeSpan")
                return OfTimeSpan(argument.Value);

            // The one number such a method takes besides a count is its timeout.
            if (parameter.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 && !IsCount(method))
                return OfMilliseconds(argument.Value);
        }

        return neverWaits ? WaitBound.Zero : WaitBound.Unlimited;
    }

    private static bool IsCount(IMethodSymbol method) => method.Name is "Release" or "Signal" or "AddCount" or "AcquireScopeAsync";

    private static WaitBound OfMilliseconds(IOperation value) => value.ConstantValue is { HasValue: true, Value: { } constant }
        ? Convert.ToInt64(constant, System.Globalization.CultureInfo.InvariantCulture) switch { < 0 => WaitBound.Unlimited, 0 => WaitBound.Zero, _ => WaitBound.Timed }
        : WaitBound.Timed;

    private static WaitBound OfTimeSpan(IOperation value) => value switch
    {
        IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" } } => WaitBound.Unlimited,
        IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } } => WaitBound.Zero,
        IDefaultValueOperation => WaitBound.Zero,
        IInvocationOperation { TargetMethod: { ContainingType.Name: "TimeSpan", IsStatic: true }, Arguments.Length: > 0 } call when call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: { } constant } =>
            Convert.ToDouble(constant, System.Globalization.CultureInfo.InvariantCulture) switch { < 0 => WaitBound.Unlimited, 0 => WaitBound.Zero, _ => WaitBound.Timed },
        IConversionOperation conversion => OfTimeSpan(conversion.Operand),
        _ => WaitBound.Timed,
    };
}
