using System.Collections.Concurrent;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Which code of the compilation a virtual or interface call can reach.</summary>
public sealed class CallTargets(SyncModel model)
{
    /// <summary>With more candidates than this nothing is known: a call that can go anywhere proves nothing.</summary>
    public const int MaxTargets = 4;

    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _targets = new(StringComparer.Ordinal);
    private Overriders? _overriders;

    public ImmutableArray<string> Of(CallFact call) => Of(call.Target, call.IsVirtual);

    /// <summary>The ids of the methods that a call of <paramref name="method"/> can run; empty where that is not known.</summary>
    public ImmutableArray<string> Of(IMethodSymbol method) => Of(model.Names.IdOf(method.OriginalDefinition), method.IsAbstract || method.IsVirtual || method.IsOverride);

    private ImmutableArray<string> Of(string id, bool isVirtual) => !isVirtual ? [id] : _targets.TryGetValue(id, out var known) ? known : _targets.GetOrAdd(id, Find(id));

    private ImmutableArray<string> Find(string id)
    {
        if (model.Names.Find(id) is not IMethodSymbol method)
            return [];

        var overriders = Volatile.Read(ref _overriders) ?? Interlocked.CompareExchange(ref _overriders, new Overriders(model.Compilation.Assembly), null) ?? _overriders!;
        var reached = overriders.Of(method.OriginalDefinition).Where(overrider => !overrider.IsAbstract).Distinct<IMethodSymbol>(SymbolEqualityComparer.Default)
            .Take(MaxTargets + 1).Select(model.Names.IdOf).OrderBy(name => name, StringComparer.Ordinal);
        ImmutableArray<string> targets = [.. (method.IsAbstract ? reached : reached.Prepend(id)).Distinct()];
        return targets.Length > MaxTargets ? [] : targets;
    }

    /// <summary>The methods of an assembly that run in the place of others. Symbols only: an id is dearer than all the rest.</summary>
    private sealed class Overriders
    {
        private readonly Lazy<ILookup<INamedTypeSymbol, INamedTypeSymbol>> _derived;
        private readonly Lazy<ILookup<INamedTypeSymbol, (INamedTypeSymbol Type, INamedTypeSymbol Interface)>> _implementing;

        public Overriders(IAssemblySymbol assembly)
        {
            // Two threads may both list them: no lock is held while the compiler is asked.
            List<INamedTypeSymbol> types = [.. assembly.GlobalNamespace.TypesInside()];
            _derived = new(() => types.Where(type => type is { TypeKind: TypeKind.Class, BaseType: not null }).ToLookup(type => type.BaseType!.OriginalDefinition, Comparer), LazyThreadSafetyMode.PublicationOnly);
            _implementing = new(() => types.Where(type => type.TypeKind is TypeKind.Class or TypeKind.Struct)
                .SelectMany(type => type.AllInterfaces.Select(implemented => (Type: type, Interface: implemented)))
                .Where(pair => SymbolEqualityComparer.Default.Equals(pair.Interface.ContainingAssembly, assembly))
                .ToLookup(pair => pair.Interface.OriginalDefinition, Comparer), LazyThreadSafetyMode.PublicationOnly);
        }

        private static IEqualityComparer<INamedTypeSymbol> Comparer => SymbolEqualityComparer.Default;

        // An implementation may itself be replaced further down: a base class that leaves a member of the interface open.
        public IEnumerable<IMethodSymbol> Of(IMethodSymbol method) => method.ContainingType is { TypeKind: TypeKind.Interface }
            ? ImplementersOf(method).SelectMany(implementation => implementation.IsAbstract || implementation.IsVirtual || implementation.IsOverride ? OverridersOf(implementation).Prepend(implementation) : [implementation])
            : OverridersOf(method);

        private IEnumerable<IMethodSymbol> ImplementersOf(IMethodSymbol method) =>
            from implementer in _implementing.Value[method.ContainingType]
            from member in implementer.Interface.GetMembers(method.Name)
            where SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, method)
            let implementation = implementer.Type.FindImplementationForInterfaceMember(member) as IMethodSymbol
            where implementation is not null
            select implementation.OriginalDefinition;

        private IEnumerable<IMethodSymbol> OverridersOf(IMethodSymbol method) =>
            from type in DerivedFrom(method.ContainingType)
            from overrider in type.GetMembers(method.Name).OfType<IMethodSymbol>()
            where overrider.IsOverride && overrider.Overridden().Any(overridden => SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, method))
            select overrider;

        private IEnumerable<INamedTypeSymbol> DerivedFrom(INamedTypeSymbol type) =>
            _derived.Value[type.OriginalDefinition].SelectMany(derived => DerivedFrom(derived).Prepend(derived));
    }
}
