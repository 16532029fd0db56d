using System.Diagnostics;

namespace SyncPrimitives.Benchmarks;

internal static class Uncontended
{
    private const int Batch = 5000;

    public static void Run(int rounds)
    {
        var subjects = new Subjects();
        (string Name, Action<int> Loop)[] all = [.. subjects.Uncontended()];

        // Until the compiler has settled on the final code of each loop.
        for (int i = 0; i < 40; i++)
        {
            foreach ((_, Action<int> loop) in all)
                loop(Batch);
            if (i % 10 == 9)
                Thread.Sleep(150);
        }

        var results = new Quantiles(Subjects.Baseline);
        for (int round = 0; round < rounds; round++)
        {
            foreach ((string name, Action<int> loop) in all)
            {
                long start = Stopwatch.GetTimestamp();
                loop(Batch);
                results.Add(name, (Stopwatch.GetTimestamp() - start) * 1e9 / Stopwatch.Frequency / Batch);
            }
        }

        results.Print();
    }

    /// <summary>The difference between a process that validates the order and one that does not is the price of validation.</summary>
    public static void NestedLocks(int rounds)
    {
        var outer = new AsyncMutex();
        var inner = new AsyncMutex();
        long x = 0;
        var results = new List<double>();
        for (int round = 0; round < rounds + 40; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Batch; i++)
            {
                using (outer.EnterScope())
                using (inner.EnterScope())
                    x++;
            }

            if (round >= 40)
                results.Add((Stopwatch.GetTimestamp() - start) * 1e9 / Stopwatch.Frequency / Batch);
        }

        results.Sort();
        Console.WriteLine($"two nested mutexes, LockOrder {LockOrder.Mode}: p10 {results[results.Count / 10]:F2}, median {results[results.Count / 2]:F2} ns");
    }
}
