using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>The methods of the compilation that acquire or release on behalf of their callers, found before anybody else is read.</summary>
/// <remarks>
/// Only a body that mentions a primitive's member can be such a wrapper; only one that calls it, a wrapper's wrapper. So the
/// search starts at the few bodies that call primitives and goes a few rounds outwards, by name first, by meaning then.
/// A method that locks what it is handed is no wrapper, but its callers are the ones who know which locks are nested in it.
/// </remarks>
public sealed class WrapperTable
{
    private const int MaxRounds = 3;

    private readonly Dictionary<string, MethodEffect> _effects = new(StringComparer.Ordinal);

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The members that may touch a lock: those of the primitives, and of the wrappers.</summary>
    public LockPrefilter Prefilter { get; private set; } = null!;

    public bool IsEmpty => _effects.Count == 0;

    public static WrapperTable Build(SyncModel model, CancellationToken cancellation)
    {
        var table = new WrapperTable();
        var names = model.Vocabulary.MemberNames;
        table.Prefilter = new LockPrefilter(names);

        for (var round = 0; round < MaxRounds; round++)
        {
            var found = table.FindRound(model, new LockPrefilter(names), cancellation);
            table.Prefilter = new LockPrefilter(model.Vocabulary.MemberNames.Union(table._names));
            if (found.Count == 0)
                break;

            // The next round looks for callers of what this one found.
            names = [.. found];
        }

        return table;
    }

    public MethodEffect? EffectOf(SyncModel model, IMethodSymbol method)
    {
        if (_effects.Count == 0)
            return null;

        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        definition = definition.PartialDefinitionPart ?? definition;
        return definition.MethodKind is not (MethodKind.LocalFunction or MethodKind.AnonymousFunction)
            && SymbolEqualityComparer.Default.Equals(definition.ContainingAssembly, model.Compilation.Assembly)
            && _effects.TryGetValue(model.Names.IdOf(definition), out var effect) ? effect : null;
    }

    private HashSet<string> FindRound(SyncModel model, LockPrefilter prefilter, CancellationToken cancellation)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tree in model.Compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!prefilter.Mentions(tree, cancellation))
                continue;

            foreach (var body in model.BodiesIn(tree, cancellation))
            {
                if (LockParameters.IsLocked(body.Declaration, model.Vocabulary.MemberNames) && body.Symbol is IMethodSymbol helper)
                    _names.Add(NameOf(helper));

                // A lock statement gives back what it takes: only explicit calls can make a wrapper.
                if (!prefilter.MentionsMember(body.Declaration) || body.Symbol is not IMethodSymbol { MethodKind: not MethodKind.StaticConstructor } method)
                    continue;

                if (EffectReader.Read(FunctionFlow.Of(body, model.Names, model.Vocabulary, callee => EffectOf(model, callee)), method) is { } effect && !_effects.ContainsKey(body.Id))
                {
                    _effects.Add(body.Id, effect);
                    _names.Add(NameOf(method));
                    found.Add(NameOf(method));
                }
            }
        }

        return found;
    }

    // What a call of it looks like in the source.
    private static string NameOf(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.AssociatedSymbol?.Name ?? method.Name;
}
