namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>What an operation does to the value in memory.</summary>
internal static class Effect
{
    public static long NewValue(in Operation operation, long old) => operation.Kind switch
    {
        OperationKind.Write or OperationKind.ReleaseWrite or OperationKind.Exchange or OperationKind.Await => operation.Value,
        OperationKind.CompareExchange => old == operation.Comparand ? operation.Value : old,
        OperationKind.Add => old + operation.Value,
        OperationKind.Update => operation.Change!(old),
        _ => old,
    };
}
