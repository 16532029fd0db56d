namespace SyncAnalyzers.Engine.Loops;

/// <summary>Constants, also where a caller passes them.</summary>
public static class Constants
{
    public static Optional<object?> ValueOf(IOperation? operation, Frame frame)
    {
        while (operation is not null)
        {
            switch (operation)
            {
                case { ConstantValue: { HasValue: true } constant }:
                    return constant;
                case IDefaultValueOperation:
                    return new Optional<object?>(null);
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IParameterReferenceOperation { Parameter: var parameter } when frame.ArgumentFor(parameter) is { } argument:
                    (operation, frame) = (argument, frame.Caller!);
                    break;
                default:
                    return default;
            }
        }

        return default;
    }

    /// <summary>False, zero or null: what a flag is before anybody raises it.</summary>
    public static bool IsDefault(object? value) => value switch
    {
        null => true,
        bool flag => !flag,
        IConvertible number and not string => number.ToDouble(System.Globalization.CultureInfo.InvariantCulture) == 0,
        _ => false,
    };
}
