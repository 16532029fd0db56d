namespace SyncPrimitives.Benchmarks;

/// <summary>
/// Measurements of several subjects, taken in turn, so that a change of the machine's load meets all of them; compared by low
/// quantiles, which a busy machine disturbs least, and by their ratio to one subject of the same run.
/// </summary>
internal sealed class Quantiles(string baseline)
{
    private readonly List<(string Name, List<double> Nanoseconds)> _rows = [];

    public void Add(string name, double nanoseconds)
    {
        int index = _rows.FindIndex(row => row.Name == name);
        if (index < 0)
        {
            _rows.Add((name, []));
            index = _rows.Count - 1;
        }

        _rows[index].Nanoseconds.Add(nanoseconds);
    }

    public void Print()
    {
        (double low, double middle) = Of(baseline);
        Console.WriteLine($"| | p10, ns | median, ns | p10 × {baseline} | median × {baseline} |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach ((string name, _) in _rows)
        {
            (double p10, double p50) = Of(name);
            Console.WriteLine($"| {name} | {p10:F2} | {p50:F2} | {p10 / low:F2} | {p50 / middle:F2} |");
        }
    }

    private (double P10, double P50) Of(string name)
    {
        double[] sorted = [.. _rows.Find(row => row.Name == name).Nanoseconds.Order()];
        return (sorted[sorted.Length / 10], sorted[sorted.Length / 2]);
    }
}
