using System.Collections.Concurrent;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Compilations that differ in the insides of a few members only: what is known about all other code stays true.</summary>
/// <remarks>
/// In an editor every keystroke makes a new compilation. Facts of a body depend on its own text, on declarations, and on which
/// methods are wrappers around locks; as long as the last two are as they were, only the edited document is read again.
/// Compilations are remembered weakly, and nothing here holds a symbol.
/// </remarks>
internal sealed class Generation
{
    private const int MaxRecent = 8;
    private const int MaxChangedTrees = 8;

    private static readonly WeakReference<SyncModel>?[] s_recent = new WeakReference<SyncModel>?[MaxRecent];
    private static int s_next;

    private Generation(WrapperTable wrappers) => Wrappers = wrappers;

    public WrapperTable Wrappers { get; }

    /// <summary>By function, the number of the tree that has its body.</summary>
    public ConcurrentDictionary<string, int> Homes { get; } = new(StringComparer.Ordinal);

    public static Generation Of(SyncModel model, CancellationToken cancellation)
    {
        var generation = FindPrevious(model, cancellation) ?? new Generation(WrapperTable.Build(model, cancellation));
        var slot = (uint)Interlocked.Increment(ref s_next) % MaxRecent;
        Volatile.Write(ref s_recent[slot], new WeakReference<SyncModel>(model));
        return generation;
    }

    private static Generation? FindPrevious(SyncModel model, CancellationToken cancellation)
    {
        for (var i = 0; i < MaxRecent; i++)
        {
            if (Volatile.Read(ref s_recent[i]) is { } reference && reference.TryGetTarget(out var recent) && recent != model
                && recent.KnownGeneration is { } generation
                && ChangedTrees(recent.Compilation, model.Compilation) is { } changed
                && changed.All(tree => generation.Wrappers.StillHolds(model, tree, cancellation)))
                return generation;
        }

        return null;
    }

    /// <summary>The numbers of the trees whose members changed inside; <see langword="null"/> if a declaration changed anywhere.</summary>
    private static List<int>? ChangedTrees(Compilation before, Compilation after)
    {
        if (before.AssemblyName != after.AssemblyName || !before.Options.Equals(after.Options) || !before.ExternalReferences.SequenceEqual(after.ExternalReferences))
            return null;

        using var old = before.SyntaxTrees.GetEnumerator();
        var changed = new List<int>();
        var number = -1;
        foreach (var tree in after.SyntaxTrees)
        {
            number++;
            if (!old.MoveNext())
                return null;

            if (old.Current == tree)
                continue;

            if (changed.Count == MaxChangedTrees || old.Current.FilePath != tree.FilePath || !old.Current.Options.Equals(tree.Options) || !old.Current.IsEquivalentTo(tree, topLevel: true))
                return null;

            changed.Add(number);
        }

        return old.MoveNext() ? null : changed;
    }
}
