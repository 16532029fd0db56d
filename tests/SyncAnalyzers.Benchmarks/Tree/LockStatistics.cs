using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Order;
using SyncAnalyzers.Engine.Summaries;

namespace SyncAnalyzers.Benchmarks.Tree;

/// <summary>How much there was to judge: without it, silence says nothing.</summary>
internal sealed class LockStatistics
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(CSharpCompilation compilation, CancellationToken cancellation)
    {
        var model = SyncModel.For(compilation);
        List<LockOrderEdge> edges = [];
        foreach (var function in compilation.SyntaxTrees.SelectMany(tree => model.LockBodiesIn(tree, cancellation)).SelectMany(body => Functions(model.Facts.Of(body, cancellation))))
        {
            Count("acquisitions", function.Acquires.Length);
            Count("acquisitions under a lock", function.Acquires.Count(acquire => !acquire.Held.IsEmpty));
            Count("calls under a lock", function.Calls.Count(call => !call.Held.IsEmpty));
            Count("waits for a thread, task or event", function.Joins.Length);
            edges.AddRange(model.Order.EdgesIn(function, cancellation));
        }

        var pairs = edges.Select(edge => (edge.From, edge.To)).ToHashSet();
        Count("edges", edges.Count);
        Count("edges through calls", edges.Count(edge => edge.Inner.Hops > 0));
        Count("pairs of lock classes", pairs.Count);
        Count("pairs of one class", pairs.Count(pair => pair.From == pair.To));
        Count("pairs in both orders, before they are judged", pairs.Count(pair => string.CompareOrdinal(pair.From, pair.To) < 0 && pairs.Contains((pair.To, pair.From))));
        Count("edges on a cycle that is believed", edges.Count(edge => edge.From != edge.To && model.Order.CycleThrough(edge, cancellation) is not null));
    }

    public void Print() => Console.WriteLine("\nlocks: " + string.Join("; ", _counts.Select(count => $"{count.Key} {count.Value}")));

    private void Count(string what, int number) => _counts[what] = _counts.GetValueOrDefault(what) + number;

    private static IEnumerable<FunctionFacts> Functions(FunctionFacts facts) => facts.Nested.Prepend(facts);
}
