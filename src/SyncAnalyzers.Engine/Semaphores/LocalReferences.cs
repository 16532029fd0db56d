using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>Reads off the references to one local what it is created as and who else may get hold of it.</summary>
internal sealed class LocalReferences
{
    public LocalReferences(IOperation body, AccessPath path)
    {
        var declarator = body.DescendantsAndSelf().OfType<IVariableDeclaratorOperation>()
            .FirstOrDefault(d => path.Key.EndsWith(KeyOf(d.Symbol), StringComparison.Ordinal));
        var local = declarator?.Symbol;
        var value = declarator?.GetVariableInitializer()?.Value;
        while (value is IConversionOperation conversion)
            value = conversion.Operand;

        var isOwn = value is IObjectCreationOperation && local is not null && !IsWritten(body, local);
        Creations = isOwn ? [SemaphoreCreation.Of((IObjectCreationOperation)value!)] : [];
        Escapes = !isOwn || Escaping(body, local!);
    }

    public ImmutableArray<SemaphoreCreation> Creations { get; }

    public bool Escapes { get; }

    /// <summary>How the key of a path ends that is rooted in the local.</summary>
    public static string KeyOf(ILocalSymbol local) => "|" + local.Name + "@" + (local.Locations.FirstOrDefault()?.SourceSpan.Start ?? 0);

    /// <summary>The local is used for more than calls on it: passed on, stored, returned.</summary>
    public static bool Escaping(IOperation body, ILocalSymbol local) => Uses(body, local).Any(use => use.Parent switch
    {
        IInvocationOperation call => call.Instance != use,
        IPropertyReferenceOperation property => property.Instance != use || property.Property.Name == "AvailableWaitHandle",
        IConditionalAccessOperation or IBinaryOperation or IIsPatternOperation or IUsingOperation or INameOfOperation or ILockOperation => false,
        ISimpleAssignmentOperation assignment => assignment.Target != use,
        _ => true,
    });

    private static bool IsWritten(IOperation body, ILocalSymbol local) => Uses(body, local).Any(use => use.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == use,
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
        _ => false,
    });

    private static IEnumerable<IOperation> Uses(IOperation body, ILocalSymbol local)
    {
        foreach (var reference in body.DescendantsAndSelf().OfType<ILocalReferenceOperation>())
        {
            if (!SymbolEqualityComparer.Default.Equals(reference.Local, local) || reference.IsDeclaration)
                continue;

            IOperation use = reference;
            while (use.Parent is IConversionOperation or IParenthesizedOperation)
                use = use.Parent;

            yield return use;
        }
    }
}
