using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Order;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Deadlock;

/// <summary>SYNC1002: the locks of two peers are nested, and nothing says whose comes first.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PeerLocksAnalyzer() : LockFactsAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC1002",
        title: "Locks of two instances are nested in no fixed order",
        messageFormat: "'{0}' is acquired{1} while '{2}' is held, and nothing fixes which of the two comes first: a call with the objects exchanged deadlocks with this one",
        category: RuleFamily.Deadlock,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Transfer(a, b) and Transfer(b, a) at the same time each take one lock and wait for the other. Order the two by a key that never changes, and take the lesser first.");

    protected override IEnumerable<Diagnostic> Judge(SyncModel model, FunctionFacts function, CancellationToken cancellation)
    {
        foreach (var edge in model.Order.EdgesIn(function, cancellation))
        {
            if (edge.From == edge.To && edge.Inner.IsCertain && edge.Inner.Fact.Bound == WaitBound.Unlimited && edge.Gates.IsEmpty && Excludes(model, edge, cancellation)
                && PeerPair.Of(edge) is { } peers && !IsOrdered(model, function, peers, cancellation))
            {
                yield return Diagnostic.Create(Rule, edge.Location, edge.Story, Place.Name(edge.Inner), Place.Through(edge.Inner.Via), edge.Outer.Path);
            }
        }
    }

    // Readers let each other in, unless a writer waits between them.
    private static bool Excludes(SyncModel model, LockOrderEdge edge, CancellationToken cancellation) =>
        edge.Outer.Mode != LockMode.Shared || edge.Inner.Mode != LockMode.Shared || model.Index(cancellation).HasBlockingWriter(edge.From);

    /// <summary>An order is decided here, or by everybody who calls this.</summary>
    private static bool IsOrdered(SyncModel model, FunctionFacts function, PeerPair peers, CancellationToken cancellation)
    {
        if (function.Comparisons.Any(comparison => comparison.Relates(peers.One, peers.Other)))
            return true;

        var callers = model.Callers.Of(function, cancellation);
        return function.IsPrivate && !callers.IsEmpty && callers.All(caller =>
            caller.Call is { } call && Argument(call, peers.One) is { } one && Argument(call, peers.Other) is { } other
            && (one.Equals(other) || caller.Caller.Comparisons.Any(comparison => comparison.Relates(KeyOf(one), KeyOf(other)))));
    }

    private static AccessPath? Argument(CallFact call, string key)
    {
        if (key == "this")
            return call.Substitution.Receiver;

        var bar = key.LastIndexOf('|');
        return bar >= 0 && int.TryParse(key.Substring(bar + 1), out var ordinal) ? call.Substitution.Argument(ordinal) : null;
    }

    private static string KeyOf(AccessPath path) => path.Root == PathRoot.This && path.Steps.IsEmpty ? "this" : path.Key;
}
