using System.Globalization;
using System.Text.RegularExpressions;
using SyncAnalyzers.Benchmarks.Analyzers;
using SyncAnalyzers.Benchmarks.Tree;

namespace SyncAnalyzers.Benchmarks.Build;

/// <summary>What our analyzers add to the compiler's work in a real build: references resolved, generators run, files parsed, an assembly written.</summary>
internal static partial class BuildRun
{
    public static string[] AllModes { get; } = ["bare", "empty", "ours", "sdk", "sdk+ours"];

    public static int Run(FileInfo project, string[] properties, string[] modes, int rounds)
    {
        var call = CompilerCall.Of(project, properties);
        using var server = new CompilerServer();
        var measured = modes.ToDictionary(mode => mode, _ => new List<Measurement>());
        var inside = new List<double>();
        for (var round = -1; round < rounds; round++)
        {
            foreach (var mode in modes)
            {
                var measurement = Measure(server, call, ArgumentsOf(mode, call));
                // Unmeasured: the first run through everything pays for compiling the compiler.
                if (round >= 0)
                    measured[mode].Add(measurement);
            }

            inside.Add(Inside(server.Compile(call.Folder, [.. call.With(Ours), "/reportanalyzer"])));
        }

        TreeRun.Print(modes, measured);
        Console.WriteLine($"inside our analyzers, by the compiler's clock: {inside.Min():F3} s");
        if (measured.TryGetValue("empty", out var empty))
            Console.WriteLine($"  {inside.Min() / Measurement.Least(empty).CpuSeconds:P2} of the CPU time with the empty analyzer");

        return 0;
    }

    private static ImmutableArray<string> ArgumentsOf(string mode, CompilerCall call) => mode switch
    {
        // The projects of generators hold analyzers too, which run in all other modes.
        "bare" => [.. call.With([]), "/skipanalyzers+"],
        "empty" => call.With([typeof(EmptyAnalyzer).Assembly.Location]),
        "ours" => call.With(Ours),
        "sdk" => call.With(call.Analyzers),
        _ => call.With([.. call.Analyzers, .. Ours]),
    };

    private static ImmutableArray<string> Ours => [.. new[] { "SyncAnalyzers.Engine.dll", "SyncAnalyzers.Rules.dll" }.Select(name => Path.Combine(AppContext.BaseDirectory, name))];

    private static Measurement Measure(CompilerServer server, CompilerCall call, ImmutableArray<string> arguments)
    {
        var before = server.Used();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        server.Compile(call.Folder, arguments);
        var wall = clock.Elapsed.TotalSeconds;
        var after = server.Used();
        return new(after.CpuSeconds - before.CpuSeconds, wall, (after.AllocatedBytes - before.AllocatedBytes) / 1048576);
    }

    private static double Inside(string output) =>
        double.Parse(TimeOfOurs().Match(output).Groups["seconds"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"<?(?<seconds>[\d.]+)\s+<?\d+\s+SyncAnalyzers\.Rules,")]
    private static partial Regex TimeOfOurs();
}
