using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

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

    private readonly Dictionary<int, TreeWrappers> _byTree = [];

    // Only while the table is built, by one thread. Flows that may be kept, with the methods that were no wrappers when they were made.
    private readonly Dictionary<CodeBody, (ImmutableArray<FunctionFlow> Flows, List<IMethodSymbol> Plain)> _flows = [];

    /// <summary>The members that may touch a lock: those of the primitives, and of the wrappers.</summary>
    public LockPrefilter Prefilter { get; private set; } = null!;

    public bool IsEmpty => _effects.Count == 0;

    public static WrapperTable Build(SyncModel model, CancellationToken cancellation)
    {
        var table = new WrapperTable();
        var primitives = model.Primitives;
        var (prefilter, round) = (table.Prefilter = primitives, 0);

        // The next round looks for callers of what this one found.
        while (table.FindRound(model, prefilter, cancellation) is { IsEmpty: false } found && ++round < MaxRounds)
            prefilter = new LockPrefilter(found);

        if (table._names.Count > 0)
            table.Prefilter = new LockPrefilter(primitives.Names.Union(table._names));

        foreach (var pair in table._flows)
        {
            if (pair.Value.Plain.All(method => table.EffectOf(model, method) is null))
                model.Keep(pair.Key, pair.Value.Flows);
        }

        table._flows.Clear();
        return table;
    }

    public MethodEffect? EffectOf(SyncModel model, IMethodSymbol method)
    {
        if (_effects.Count == 0)
            return null;

        var definition = method.Declared();
        return definition.MethodKind is not (MethodKind.LocalFunction or MethodKind.AnonymousFunction)
            && SymbolEqualityComparer.Default.Equals(definition.ContainingAssembly, model.Compilation.Assembly)
            && _effects.TryGetValue(model.Names.IdOf(definition), out var effect) ? effect : null;
    }

    /// <summary>The method may be one, or stand for one, whose callers know which locks are nested in it.</summary>
    public bool IsHelper(SyncModel model, IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, model.Compilation.Assembly) && _names.Contains(NameOf(method));

    /// <summary>The tree has the same wrappers as when the table was built, so that what others know of them is still true.</summary>
    /// <remarks>Many threads may ask the same table, each about a compilation of its own: nothing in it may change.</remarks>
    internal bool StillHolds(SyncModel model, int number, CancellationToken cancellation)
    {
        if (!model.Vocabulary.MemberNames.IsSubsetOf(Prefilter.Names))
            return false;

        var now = new TreeWrappers();
        FindIn(model, model.Trees[number], Prefilter, now, body => FunctionFlow.Of(body, model.Names, model.Vocabulary, method => EffectOf(model, method)), cancellation);
        return _byTree.TryGetValue(number, out var before) ? before.Equals(now) : now.IsEmpty;
    }

    private ImmutableHashSet<string> FindRound(SyncModel model, LockPrefilter prefilter, CancellationToken cancellation)
    {
        var found = ImmutableHashSet.CreateBuilder(StringComparer.Ordinal);
        var number = -1;
        foreach (var tree in model.Compilation.SyntaxTrees)
        {
            number++;
            if (!prefilter.Mentions(tree, cancellation))
                continue;

            if (!_byTree.TryGetValue(number, out var wrappers))
                wrappers = new TreeWrappers();

            found.UnionWith(FindIn(model, tree, prefilter, wrappers, body => FlowsOf(model, body), cancellation));
            if (!wrappers.IsEmpty)
                Keep(number, wrappers);
        }

        return found.ToImmutable();
    }

    private void Keep(int number, TreeWrappers wrappers)
    {
        _byTree[number] = wrappers;
        _names.UnionWith(wrappers.Helpers);
        foreach (var pair in wrappers.Effects)
            _effects[pair.Key] = pair.Value;
    }

    /// <summary>Finds the wrappers of one tree; returns the names of those that are new to it.</summary>
    private static List<string> FindIn(SyncModel model, SyntaxTree tree, LockPrefilter prefilter, TreeWrappers wrappers, Func<CodeBody, ImmutableArray<FunctionFlow>> flowsOf, CancellationToken cancellation)
    {
        var found = new List<string>();
        cancellation.ThrowIfCancellationRequested();
        if (!prefilter.Mentions(tree, cancellation))
            return found;

        foreach (var body in model.BodiesIn(tree, cancellation))
        {
            if (!prefilter.Mentions(body.Declaration))
                continue;

            var flows = new Lazy<ImmutableArray<FunctionFlow>>(() => flowsOf(body), LazyThreadSafetyMode.None);
            if (LockParameters.IsLocked(body, model.Vocabulary, flows) && body.Symbol is IMethodSymbol helper)
                wrappers.Helpers.Add(NameOf(helper));

            // A lock statement gives back what it takes: only explicit calls can make a wrapper.
            if (!prefilter.MentionsMember(body.Declaration) || wrappers.Effects.ContainsKey(body.Id) || body.Symbol is not IMethodSymbol { MethodKind: not MethodKind.StaticConstructor } method)
                continue;

            if (EffectReader.Read(flows.Value, method) is { } effect)
            {
                wrappers.Effects.Add(body.Id, effect);

                // Half the world calls Dispose. Whoever disposes a lease has taken it by a name that is looked for.
                if (NameOf(method) is var name and not ("Dispose" or "DisposeAsync"))
                {
                    wrappers.Helpers.Add(name);
                    found.Add(name);
                }
            }
        }

        return found;
    }

    private ImmutableArray<FunctionFlow> FlowsOf(SyncModel model, CodeBody body)
    {
        var plain = new List<IMethodSymbol>();
        var isMade = false;
        var flows = FunctionFlow.Of(body, model.Names, model.Vocabulary, Look);
        isMade = true;
        _flows[body] = (flows, plain);
        return flows;

        MethodEffect? Look(IMethodSymbol method)
        {
            var effect = EffectOf(model, method);
            if (effect is null && !isMade)
                plain.Add(method);

            return effect;
        }
    }

    // What a call of it looks like in the source.
    private static string NameOf(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.AssociatedSymbol?.Name ?? method.Name;
}
