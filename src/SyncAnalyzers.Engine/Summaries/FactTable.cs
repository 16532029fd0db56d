using System.Collections.Concurrent;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>The facts of every function somebody asked for.</summary>
public sealed class FactTable(SyncModel model)
{
    private readonly ConcurrentDictionary<string, FunctionFacts?> _functions = new(StringComparer.Ordinal);

    public FunctionFacts Of(CodeBody body, CancellationToken cancellation)
    {
        // Initializers of several fields have no symbol of one name in common with methods, so ids do not clash.
        if (_functions.TryGetValue(body.Id, out var known) && known is not null)
            return known;

        var facts = FactBuilder.Build(model, body, cancellation);
        _functions[body.Id] = facts;
        foreach (var nested in facts.Nested)
            _functions[nested.Id] = nested;

        return facts;
    }

    /// <summary>The function with this id, if this compilation has its code.</summary>
    public FunctionFacts? Find(string id, CancellationToken cancellation)
    {
        if (_functions.TryGetValue(id, out var known))
            return known;

        var cut = id.IndexOf('/');
        var member = cut < 0 ? id : id.Substring(0, cut);
        if (model.BodyOf(member, cancellation) is { } body)
            Of(body, cancellation);

        _functions.TryAdd(id, null);
        return _functions[id];
    }
}
