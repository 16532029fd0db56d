using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>One place where a semaphore is made.</summary>
/// <param name="Initial">Permits at the start; <see langword="null"/> where only the run knows.</param>
/// <param name="Maximum">Permits there can ever be; <see langword="null"/> where none is given or only the run knows.</param>
/// <param name="HasMaximum">A maximum is given.</param>
public sealed record SemaphoreCreation(IObjectCreationOperation Operation, int? Initial, int? Maximum, bool HasMaximum)
{
    /// <summary>Known to the whole machine by a name, so that another process may use it.</summary>
    public bool IsNamed { get; init; }

    /// <summary>Starts with all the permits there can be, however many: nobody can release it without having taken one.</summary>
    public bool IsFull { get; init; }

    /// <summary>The field, property, local or parameter that says how many permits there are at the start.</summary>
    public ISymbol? InitialVariable { get; init; }

    /// <summary>Reads the counts off the constructor's signature: the first number is the initial count, the second the maximum.</summary>
    public static SemaphoreCreation Of(IObjectCreationOperation creation)
    {
        var numbers = creation.Arguments
            .Where(a => a.Parameter?.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64)
            .OrderBy(a => a.Parameter!.Ordinal)
            .ToList();
        return new SemaphoreCreation(creation, Constant(numbers.FirstOrDefault()?.Value), Constant(numbers.Skip(1).FirstOrDefault()?.Value), numbers.Count > 1)
        {
            InitialVariable = numbers.FirstOrDefault()?.Value is { } initial ? initial.Variable() ?? (initial as IMemberReferenceOperation)?.Member : null,
            IsFull = numbers.Count > 1 && IsSame(numbers[0].Value, numbers[1].Value),
            IsNamed = creation.Arguments.Any(a => a.Parameter?.Type.SpecialType == SpecialType.System_String && a.Value.ConstantValue is not { HasValue: true, Value: null }),
        };
    }

    private static bool IsSame(IOperation initial, IOperation maximum) => (initial, maximum) switch
    {
        _ when initial.Variable() is { } one && maximum.Variable() is { } other => SymbolEqualityComparer.Default.Equals(one, other),
        (IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } one, IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } other) => SymbolEqualityComparer.Default.Equals(one.Field, other.Field),
        _ => Constant(initial) is { } number && number > 0 && number == Constant(maximum),
    };

    private static int? Constant(IOperation? value) => value switch
    {
        IConversionOperation conversion => Constant(conversion.Operand),
        { ConstantValue: { HasValue: true, Value: int number } } => number,
        { ConstantValue: { HasValue: true, Value: long number } } when number is >= int.MinValue and <= int.MaxValue => (int)number,
        _ => null,
    };
}
