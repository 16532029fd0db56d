using System.Diagnostics;

namespace SyncAnalyzers.Benchmarks.Tree;

/// <summary>What one run cost.</summary>
internal sealed record Measurement(double CpuSeconds, double WallSeconds, double AllocatedMegabytes)
{
    public static async Task<Measurement> Of(Func<Task> action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        using var process = Process.GetCurrentProcess();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        await action();
        clock.Stop();
        process.Refresh();
        return new((process.TotalProcessorTime - cpu).TotalSeconds, clock.Elapsed.TotalSeconds, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1048576.0);
    }

    /// <summary>The least of each: what the machine did besides can only add.</summary>
    public static Measurement Least(IReadOnlyCollection<Measurement> all) =>
        new(all.Min(m => m.CpuSeconds), all.Min(m => m.WallSeconds), all.Min(m => m.AllocatedMegabytes));
}
