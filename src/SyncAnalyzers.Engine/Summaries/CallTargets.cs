using System.Collections.Concurrent;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Which code of the compilation a virtual or interface call can reach.</summary>
public sealed class CallTargets(SyncModel model)
{
    /// <summary>With more candidates than this nothing is known: a call that can go anywhere proves nothing.</summary>
    public const int MaxTargets = 4;

    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _targets = new(StringComparer.Ordinal);
    private Dictionary<string, List<string>>? _overrides;

    public ImmutableArray<string> Of(CallFact call) => call.IsVirtual ? _targets.GetOrAdd(call.Target, Find) : [call.Target];

    private ImmutableArray<string> Find(string id)
    {
        if (model.Names.Find(id) is not IMethodSymbol method)
            return [];

        var targets = ImmutableArray.CreateBuilder<string>();
        if (!method.IsAbstract)
            targets.Add(id);

        if (Overrides().TryGetValue(id, out var overriders))
            targets.AddRange(overriders);

        return targets.Count > MaxTargets ? [] : targets.ToImmutable();
    }

    private Dictionary<string, List<string>> Overrides()
    {
        if (Volatile.Read(ref _overrides) is { } known)
            return known;

        var overrides = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        Collect(model.Compilation.Assembly.GlobalNamespace);
        foreach (var list in overrides.Values)
            list.Sort(StringComparer.Ordinal);

        return Interlocked.CompareExchange(ref _overrides, overrides, null) ?? overrides;

        void Collect(INamespaceOrTypeSymbol container)
        {
            foreach (var member in container.GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                    Collect(inner);
                else if (member is IMethodSymbol { OverriddenMethod: { } overridden } method)
                    for (var current = overridden; current is not null; current = current.OverriddenMethod)
                        Add(current, method);
            }

            if (container is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } type)
                return;

            foreach (var declared in type.AllInterfaces.Where(i => SymbolEqualityComparer.Default.Equals(i.ContainingAssembly, model.Compilation.Assembly)))
            {
                foreach (var member in declared.GetMembers().OfType<IMethodSymbol>())
                {
                    if (type.FindImplementationForInterfaceMember(member) is IMethodSymbol implementation)
                        Add(member, implementation);
                }
            }
        }

        void Add(IMethodSymbol called, IMethodSymbol reached)
        {
            var (from, to) = (model.Names.IdOf(called), model.Names.IdOf(reached));
            if (!overrides.TryGetValue(from, out var list))
                overrides.Add(from, list = []);

            if (!reached.IsAbstract && !list.Contains(to))
                list.Add(to);
        }
    }
}
