using SyncAnalyzers.Engine.Flow;

namespace SyncAnalyzers.Benchmarks.Analyzers;

/// <summary>Listens to how much the engine has to do for single functions, from its creation until it is disposed.</summary>
internal sealed class Efforts : IDisposable
{
    private const int Shown = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Functions, int Steps, int Budget, string Where)> _greatest = [];
    private readonly Dictionary<string, int> _givenUp = [];

    public Efforts() => FlowEffort.Measured += Add;

    public void Dispose() => FlowEffort.Measured -= Add;

    public void Print()
    {
        lock (_lock)
        {
            foreach (var (analysis, (functions, steps, budget, where)) in _greatest.OrderBy(greatest => greatest.Key, StringComparer.Ordinal))
                Console.WriteLine($"{analysis}: {functions} functions followed, at most {steps} of {budget} steps ({where})");

            Console.WriteLine($"{_givenUp.Count} functions given up");
            foreach (var (place, times) in _givenUp.Take(Shown))
                Console.WriteLine($"  {place}{(times > 1 ? $", {times} times" : "")}");
        }
    }

    private void Add(FlowEffort effort)
    {
        lock (_lock)
        {
            var (functions, steps, _, where) = _greatest.GetValueOrDefault(effort.Analysis);
            _greatest[effort.Analysis] = (functions + 1, Math.Max(steps, effort.Steps), effort.Budget, effort.Steps > steps ? Place(effort) : where);
            if (effort.IsExhausted)
            {
                var place = $"{effort.Analysis}, {(effort.IsOverBudget ? "out of steps" : $"after {effort.Steps} steps")}, at {Place(effort)}";
                _givenUp[place] = _givenUp.GetValueOrDefault(place) + 1;
            }
        }
    }

    private static string Place(FlowEffort effort)
    {
        var place = effort.Body.GetLocation().GetLineSpan();
        return $"{place.Path}({place.StartLinePosition.Line + 1})";
    }
}
