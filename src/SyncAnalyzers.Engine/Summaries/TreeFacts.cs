using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>The facts of the functions of one tree, kept with the tree for as long as its generation lasts.</summary>
internal sealed class TreeFacts(Generation generation)
{
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<TreeFacts>> s_known = new();

    private readonly Generation _generation = generation;
    private object? _lockFunctions;
    private string[]? _lockNames;

    public ConcurrentDictionary<string, FunctionFacts> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>All functions that have to do with locks, in the order of the source, once somebody has looked for them.</summary>
    public ImmutableArray<FunctionFacts>? LockFunctions
    {
        get => (ImmutableArray<FunctionFacts>?)Volatile.Read(ref _lockFunctions);
        set => Volatile.Write(ref _lockFunctions, value);
    }

    /// <summary>How the bodies that acquire locks are called, once somebody has looked.</summary>
    public string[]? LockNames
    {
        get => Volatile.Read(ref _lockNames);
        set => Volatile.Write(ref _lockNames, value);
    }

    public static TreeFacts Of(SyntaxTree tree, Generation generation)
    {
        var box = s_known.GetOrCreateValue(tree);
        var known = Volatile.Read(ref box.Value);
        if (known is not null && known._generation == generation)
            return known;

        // Facts of an older generation may name what is no longer there.
        var fresh = new TreeFacts(generation);
        return Interlocked.CompareExchange(ref box.Value, fresh, known) is var seen && seen == known ? fresh : Of(tree, generation);
    }
}
