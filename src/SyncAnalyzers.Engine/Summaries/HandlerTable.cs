using System.Collections.Concurrent;
using Microsoft.CodeAnalysis.CSharp;
using SyncAnalyzers.Engine.Bodies;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>What runs when an event of this compilation is raised: the handlers that its code subscribes.</summary>
public sealed class HandlerTable(SyncModel model)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _handlers = new(StringComparer.Ordinal);

    /// <returns>Nothing if there are more than a virtual call may have targets.</returns>
    public ImmutableArray<string> Of(string eventId, CancellationToken cancellation) =>
        eventId.StartsWith("E:", StringComparison.Ordinal) ? _handlers.GetOrAdd(eventId, id => Find(id, cancellation)) : [];

    private ImmutableArray<string> Find(string id, CancellationToken cancellation)
    {
        if (model.Names.Find(id) is not IEventSymbol { Name: var name })
            return [];

        var handlers = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var body in model.BodiesNaming(name, model.Compilation.SyntaxTrees, IsSubscription, cancellation))
        {
            var facts = model.Facts.Of(body, cancellation);
            foreach (var subscription in facts.Nested.Insert(0, facts).SelectMany(function => function.Subscribes))
            {
                if (subscription.Path.Class == id)
                    handlers.Add(subscription.Target);
            }
        }

        return handlers.Count > CallTargets.MaxTargets ? [] : [.. handlers];

        static bool IsSubscription(SyntaxToken token) => Assigned.By(token) is { RawKind: (int)SyntaxKind.AddAssignmentExpression };
    }
}
