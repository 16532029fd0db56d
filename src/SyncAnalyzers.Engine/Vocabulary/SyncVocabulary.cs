namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>
/// <see cref="KnownPrimitives"/> and the user's own locks, resolved against one compilation: turns a call into what it does to a lock.
/// The only place that knows names.
/// </summary>
public sealed class SyncVocabulary
{
    private readonly Dictionary<INamedTypeSymbol, SyncPrimitive> _primitives = new(SymbolEqualityComparer.Default);

    public SyncVocabulary(Compilation compilation, ImmutableArray<SyncPrimitive> declared)
    {
        foreach (var primitive in KnownPrimitives.All.Concat(declared))
        {
            // A user may describe a type that two references define; any of them will do for reading names.
            if (compilation.GetTypesByMetadataName(primitive.TypeName).FirstOrDefault() is { } type)
                _primitives[type] = primitive;
        }

        PermitTypes = [.. _primitives.Where(pair => pair.Value.Operations.Any(operation => operation.Mode == LockMode.Permit)).Select(pair => pair.Key.Name)];
        MemberNames = [.. _primitives.Values.SelectMany(p => p.Operations).SelectMany(o => o.Members)];
    }

    /// <summary>Every member name that can be an operation: what a body must contain to be worth a closer look.</summary>
    public ImmutableHashSet<string> MemberNames { get; }

    /// <summary>The simple names of the types that hand out permits.</summary>
    public ImmutableHashSet<string> PermitTypes { get; }

    public SyncCall? Recognize(IInvocationOperation call)
    {
        if (PrimitiveOf(call) is { } primitive)
            return SyncCall.Create(primitive, call);

        return DeclaredLocks.Recognize(call);
    }

    /// <summary>The mode whose hold a boolean property or method tells of (<c>IsWriteLockHeld</c>, <c>Monitor.IsEntered</c>), and the lock it asks about.</summary>
    public (IOperation Lock, LockMode Mode)? RecognizeGuard(IOperation condition)
    {
        var (member, receiver) = condition switch
        {
            IPropertyReferenceOperation property => ((ISymbol)property.Property, property.Instance),
            IInvocationOperation call => (call.TargetMethod, call.Instance ?? call.Arguments.FirstOrDefault()?.Value),
            _ => (null!, null),
        };

        if (member is null || receiver is null || !_primitives.TryGetValue(member.ContainingType, out var primitive))
            return null;

        foreach (var guard in primitive.HeldGuards)
        {
            if (guard.Member == member.Name)
                return (receiver, guard.Mode);
        }

        return null;
    }

    public SyncPrimitive? PrimitiveOf(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type is INamedTypeSymbol named && _primitives.TryGetValue(named.OriginalDefinition, out var primitive))
                return primitive;
        }

        return null;
    }

    // The receiver's type decides, not the declaring type: WaitOne on a Mutex is a lock, on an AutoResetEvent it is not.
    private SyncPrimitive? PrimitiveOf(IInvocationOperation call) => PrimitiveOf(call.Instance?.Type ?? call.TargetMethod.ContainingType);
}
