using System.Collections.Concurrent;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>The facts of every function somebody asked for.</summary>
public sealed class FactTable(SyncModel model)
{
    private readonly Func<CodeBody, bool> _mayTouchLocks = body => model.MayTouchLocks(body);
    private readonly ConcurrentDictionary<string, FunctionFacts?> _found = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CodeBody?> _bodies = new(StringComparer.Ordinal);

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
        var bodies = model.LockBodiesIn(tree, cancellation);
        if (bodies.IsEmpty)
            return [];

        var known = TreeFacts.Of(tree, model.Generation(cancellation));
        if (known.LockFunctions is { } functions)
            return functions;

        var found = ImmutableArray.CreateBuilder<FunctionFacts>();
        foreach (var body in bodies)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!model.ConcernsLocks(body, cancellation))
                continue;

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

    /// <summary>The same, if the text of the body it lies in is of interest: to bind it costs far more than to look at it.</summary>
    public FunctionFacts? Find(string id, Func<CodeBody, bool> isOfInterest, CancellationToken cancellation) =>
        _found.TryGetValue(id, out var known) ? known
        : BodyAround(id, cancellation) is { } body && isOfInterest(body) ? Find(id, cancellation)
        : null;

    /// <summary>The same, if the body it lies in names something that locks, or calls what does.</summary>
    public FunctionFacts? FindLocking(string id, CancellationToken cancellation) => Find(id, _mayTouchLocks, cancellation);

    private FunctionFacts? Search(string id, CancellationToken cancellation)
    {
        var generation = model.Generation(cancellation);
        if (generation.Homes.TryGetValue(id, out var home) && TreeFacts.Of(model.Trees[home], generation).Functions.TryGetValue(id, out var known))
            return known;

        if (BodyAround(id, cancellation) is not { } body)
            return null;

        var facts = Of(body, cancellation);
        generation.Homes[id] = model.Trees.IndexOf(body.Declaration.SyntaxTree);
        return NestedBody.IsNested(id) ? facts.Nested.FirstOrDefault(nested => nested.Id == id) : facts;
    }

    private CodeBody? BodyAround(string id, CancellationToken cancellation) =>
        _bodies.TryGetValue(id, out var known) ? known : _bodies.GetOrAdd(id, model.BodyOf(NestedBody.OuterOf(id), cancellation));
}
