namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>
/// <see cref="KnownPrimitives"/> and the user's own locks, resolved against one compilation: turns a call into what it does to a lock.
/// The only place that knows names.
/// </summary>
public sealed class SyncVocabulary
{
    private static SyncVocabulary? s_last;

    private readonly SyncPrimitive[] _rows;
    private readonly string[] _attributed;
    private readonly Dictionary<string, ImmutableArray<SyncPrimitive>> _primitives;

    private SyncVocabulary(SyncPrimitive[] rows, string[] attributed)
    {
        (_rows, _attributed) = (rows, attributed);
        _primitives = rows.GroupBy(row => row.SimpleName, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
        HasKeys = rows.Any(row => row.IsKeyed);
        PermitTypes = [.. rows.Where(row => row.GivesPermits).Select(row => row.Word)];
        MemberNames = [.. rows.SelectMany(row => row.Operations).SelectMany(operation => operation.Members), .. attributed];
    }

    /// <summary>What a compilation can use; the same as for the compilation before, if it can use the same.</summary>
    public static SyncVocabulary Of(Compilation compilation, ImmutableArray<SyncPrimitive> declared)
    {
        // The user's own description of a type counts before ours.
        SyncPrimitive[] rows = [.. declared, .. LibraryTypes.RowsFor(compilation)];
        string[] attributed = [.. AttributedMethods.NamesIn(compilation).Distinct().OrderBy(name => name, StringComparer.Ordinal)];
        if (Volatile.Read(ref s_last) is { } last && last._rows.SequenceEqual(rows) && last._attributed.SequenceEqual(attributed))
            return last;

        var vocabulary = new SyncVocabulary(rows, attributed);
        Volatile.Write(ref s_last, vocabulary);
        return vocabulary;
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

    // The receiver's type decides, not the declaring type: WaitOne on a Mutex is a lock, on an AutoResetEvent it is not.
    private SyncPrimitive? PrimitiveOf(IInvocationOperation call) => PrimitiveOf(call.Instance?.Type ?? call.TargetMethod.ContainingType);
}
