namespace SyncAnalyzers.Engine.Identity;

/// <summary>What an operation is about, however it is written.</summary>
internal static class OperationForms
{
    /// <summary>The local or parameter that is named; <see langword="null"/> for what is neither.</summary>
    public static ISymbol? Variable(this IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        _ => null,
    };

    public static IOperation WithoutConversions(this IOperation operation) =>
        operation is IConversionOperation { Operand: var operand } ? operand.WithoutConversions() : operation;
}
