using System.Collections.Concurrent;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>The facts of every function somebody asked for.</summary>
public sealed class FactTable(SyncModel model)
{
    private readonly ConcurrentDictionary<string, FunctionFacts?> _found = new(StringComparer.Ordinal);
    private ImmutableArray<SyntaxTree> _trees;

    public FunctionFacts Of(CodeBody body, CancellationToken cancellation)
    {
        var tree = TreeFacts.Of(body.Declaration.SyntaxTree, model.Generation(cancellation));
        if (tree.Functions.TryGetValue(body.Id, out var known))
            return known;

        var facts = FactBuilder.Build(model, body, cancellation);
        foreach (var nested in facts.Nested)
            tree.Functions[nested.Id] = nested;

        return tree.Functions.GetOrAdd(body.Id, facts);
    }

    /// <summary>The functions of a tree that have to do with locks, in the order of the source.</summary>
    public ImmutableArray<FunctionFacts> LockFunctionsIn(SyntaxTree tree, CancellationToken cancellation)
    {
        var known = TreeFacts.Of(tree, model.Generation(cancellation));
        if (known.LockFunctions is { } functions)
            return functions;

        var found = ImmutableArray.CreateBuilder<FunctionFacts>();
        foreach (var body in model.LockBodiesIn(tree, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            var facts = Of(body, cancellation);
            found.Add(facts);
            found.AddRange(facts.Nested);
        }

        known.LockFunctions = found.ToImmutable();
        return found.ToImmutable();
    }

    /// <summary>The function with this id, if this compilation has its code.</summary>
    public FunctionFacts? Find(string id, CancellationToken cancellation) =>
        _found.TryGetValue(id, out var known) ? known : _found.GetOrAdd(id, Search(id, cancellation));

    private FunctionFacts? Search(string id, CancellationToken cancellation)
    {
        var generation = model.Generation(cancellation);
        if (generation.Homes.TryGetValue(id, out var home) && TreeFacts.Of(Trees[home], generation).Functions.TryGetValue(id, out var known))
            return known;

        var cut = id.IndexOf('/');
        if (model.BodyOf(cut < 0 ? id : id.Substring(0, cut), cancellation) is not { } body)
            return null;

        var facts = Of(body, cancellation);
        generation.Homes[id] = Trees.IndexOf(body.Declaration.SyntaxTree);
        return cut < 0 ? facts : facts.Nested.FirstOrDefault(nested => nested.Id == id);
    }

    private ImmutableArray<SyntaxTree> Trees
    {
        get
        {
            // Whoever loses the race has made the same array.
            if (_trees.IsDefault)
                ImmutableInterlocked.InterlockedInitialize(ref _trees, [.. model.Compilation.SyntaxTrees]);

            return _trees;
        }
    }
}
