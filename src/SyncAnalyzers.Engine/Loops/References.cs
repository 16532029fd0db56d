namespace SyncAnalyzers.Engine.Loops;

/// <summary>What ref locals refer to.</summary>
internal static class References
{
    /// <summary>The variable a ref local stands for; <see langword="null"/> where it is pointed elsewhere later.</summary>
    public static IOperation? ValueOf(ILocalSymbol local, Bodies.CodeBody body)
    {
        IOperation? value = null;
        foreach (var operation in body.Operation?.DescendantsAndSelf() ?? [])
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol: var symbol } declarator when Is(symbol):
                    value = declarator.GetVariableInitializer()?.Value;
                    break;
                case ISimpleAssignmentOperation { IsRef: true, Target: ILocalReferenceOperation { Local: var target } } when Is(target):
                    return null;
            }
        }

        return value;

        bool Is(ILocalSymbol other) => SymbolEqualityComparer.Default.Equals(local, other);
    }
}
