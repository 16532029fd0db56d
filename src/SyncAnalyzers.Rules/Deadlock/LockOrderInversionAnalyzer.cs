using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Order;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Deadlock;

/// <summary>SYNC1001: locks are taken in an order that closes a cycle with the orders taken elsewhere.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LockOrderInversionAnalyzer() : LockFactsAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC1001",
        title: "Locks are taken in opposite orders",
        messageFormat: "'{0}' is acquired{1} while '{2}' is held, but {3}: each thread can wait for ever for the lock the other holds",
        category: RuleFamily.Deadlock,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Two threads that take the same locks in different orders can each hold one and wait for the other: a deadlock. Take locks in one order everywhere.");

    /// <summary>Present where more places take the two locks the other way round.</summary>
    public const string IsMinority = nameof(IsMinority);

    protected override IEnumerable<Diagnostic> Judge(SyncModel model, FunctionFacts function, CancellationToken cancellation)
    {
        foreach (var edge in model.Order.EdgesIn(function, cancellation))
        {
            // Two locks of one class are SYNC1002's to judge.
            if (edge.From != edge.To && model.Order.CycleThrough(edge, cancellation) is { } cycle)
                yield return Report(edge, cycle, IsOutvoted(model, edge, cancellation));
        }
    }

    private static bool IsOutvoted(SyncModel model, LockOrderEdge edge, CancellationToken cancellation) =>
        model.Order.EdgesFrom(edge.To, cancellation).Count(other => other.To == edge.From) > model.Order.EdgesFrom(edge.From, cancellation).Count(other => other.To == edge.To);

    private static Diagnostic Report(LockOrderEdge edge, ImmutableArray<LockOrderEdge> cycle, bool isOutvoted)
    {
        var others = cycle.RemoveAt(0);
        var story = string.Join(", and ", others.Select(other => Place.Describe(other, edge)));
        return Diagnostic.Create(
            Rule,
            edge.Location,
            additionalLocations: [.. edge.Story, .. others.SelectMany(other => other.Story)],
            properties: isOutvoted ? ImmutableDictionary<string, string?>.Empty.Add(IsMinority, null) : null,
            messageArgs: [Place.Name(edge.Inner), Place.Through(edge.Inner.Via), edge.Outer.Path, story]);
    }
}
