namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>
/// <see cref="KnownPrimitives"/> and the user's own locks, resolved against one compilation: turns a call into what it does to a lock.
/// The only place that knows names.
/// </summary>
public sealed class SyncVocabulary
{
    private readonly Dictionary<string, ImmutableArray<SyncPrimitive>> _primitives;

    public SyncVocabulary(Compilation compilation, ImmutableArray<SyncPrimitive> declared)
    {
        // The user's own description of a type counts before ours.
        var known = declared.Concat(KnownPrimitives.All.Where(primitive => primitive.TypeName.StartsWith("System.", StringComparison.Ordinal) || IsThere(compilation, primitive))).ToArray();
        _primitives = known.GroupBy(primitive => SimpleName(primitive.TypeName), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
        HasKeys = known.Any(primitive => primitive.IsKeyed);
        PermitTypes = [.. known.Where(primitive => primitive.GivesPermits).Select(primitive => WithoutArity(SimpleName(primitive.TypeName)))];
        MemberNames = [.. known.SelectMany(primitive => primitive.Operations).SelectMany(operation => operation.Members), .. AttributedMethods.NamesIn(compilation)];
    }

    /// <summary>Every member name that can be an operation: what a body must contain to be worth a closer look.</summary>
    public ImmutableHashSet<string> MemberNames { get; }

    /// <summary>Some locks are chosen by a key.</summary>
    public bool HasKeys { get; }

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

        if (member is null || receiver is null || Find(member.ContainingType) is not { } primitive)
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
            if (type is INamedTypeSymbol named && Find(named) is { } primitive)
                return primitive;
        }

        return null;
    }

    private SyncPrimitive? Find(INamedTypeSymbol type)
    {
        if (_primitives.TryGetValue(type.MetadataName, out var candidates))
        {
            foreach (var primitive in candidates)
            {
                if (IsNamed(type, primitive.TypeName))
                    return primitive;
            }
        }

        return null;
    }

    private static bool IsNamed(INamedTypeSymbol type, string name)
    {
        var end = name.Length;
        for (ISymbol symbol = type; symbol is not INamespaceSymbol { IsGlobalNamespace: true }; symbol = symbol.ContainingSymbol)
        {
            var start = end - symbol.MetadataName.Length;
            if (start < 0 || string.CompareOrdinal(name, start, symbol.MetadataName, 0, symbol.MetadataName.Length) != 0)
                return false;

            if (start == 0)
                return symbol.ContainingSymbol is INamespaceSymbol { IsGlobalNamespace: true };

            if (name[start - 1] != (symbol.ContainingSymbol is INamedTypeSymbol ? '+' : '.'))
                return false;

            end = start - 1;
        }

        return false;
    }

    // A library's types are in assemblies of its name; to look into all the others, more than a hundred, costs more than the rest of the table.
    private static bool IsThere(Compilation compilation, SyncPrimitive primitive)
    {
        if (compilation.Assembly.GetTypeByMetadataName(primitive.TypeName) is not null)
            return true;

        var space = primitive.TypeName.Substring(0, primitive.TypeName.LastIndexOf('.'));
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            if ((IsWithin(assembly.Name, space) || IsWithin(space, assembly.Name)) && assembly.GetTypeByMetadataName(primitive.TypeName) is not null)
                return true;
        }

        return false;
    }

    private static bool IsWithin(string name, string outer) => name.StartsWith(outer, StringComparison.Ordinal) && (name.Length == outer.Length || name[outer.Length] == '.');

    private static string SimpleName(string typeName) => typeName.Substring(typeName.LastIndexOfAny(['.', '+']) + 1);

    private static string WithoutArity(string name) => name.IndexOf('`') is > 0 and var mark ? name.Substring(0, mark) : name;

    // The receiver's type decides, not the declaring type: WaitOne on a Mutex is a lock, on an AutoResetEvent it is not.
    private SyncPrimitive? PrimitiveOf(IInvocationOperation call) => PrimitiveOf(call.Instance?.Type ?? call.TargetMethod.ContainingType);
}
