using SyncAnalyzers.Benchmarks.Analyzers;
using SyncAnalyzers.Benchmarks.Sources;

namespace SyncAnalyzers.Benchmarks.Tree;

/// <summary>Measures every mode in turn, several times over, in one process, so that what disturbs one disturbs all.</summary>
internal static class TreeRun
{
    private const string Parse = "parse";

    public static string[] AllModes { get; } = ["bare", Parse, "empty", "model", "ours", "sdk", "sdk+ours"];

    public static async Task<int> Run(Selection selection, string[] rules, string[] modes, int repetitions, string? reportFile, bool hasStatistics, CancellationToken cancellation)
    {
        var projects = selection.Load();
        var ours = AnalyzerSet.Ours(rules);
        var sets = modes.ToDictionary(mode => mode, mode => SetOf(mode, ours));
        Console.WriteLine($"{selection.Folder}: {projects.Count} compilations, {projects.Sum(p => p.Files.Length)} files, {projects.Sum(p => p.Texts.Sum(t => t.Lines.Count))} lines");
        Console.WriteLine($"compiler {typeof(CSharpCompilation).Assembly.GetName().Version}, {ours.Analyzers.Length} analyzers of ours, {(selection.Concurrent ? "concurrent" : "one thread")}");

        var measured = modes.ToDictionary(mode => mode, _ => new List<Measurement>());
        var findings = new Findings();
        using (var efforts = hasStatistics ? new Efforts() : null)
        {
            // Unmeasured: the first run through everything pays for compiling the compiler.
            await RunOnce(modes[^1]);
            efforts?.Print();
        }

        for (var round = 0; round < repetitions; round++)
        {
            // Every round starts with another mode, so that none always runs first.
            foreach (var mode in modes.Skip(round % modes.Length).Concat(modes.Take(round % modes.Length)))
            {
                measured[mode].Add(await RunOnce(mode));
                Console.WriteLine($"  round {round + 1} {mode,-9} {measured[mode][^1].CpuSeconds,7:F2} s");
            }
        }

        if (repetitions > 0)
            Print(modes, measured);

        if (repetitions > 0 && measured.TryGetValue("empty", out var empty))
            await PrintInside(Measurement.Least(empty).CpuSeconds);

        findings.Print(selection.Folder, reportFile);
        if (hasStatistics)
            PrintStatistics(Compilations.Create(projects, selection.Concurrent), cancellation);

        return findings.ExitCode;

        async Task PrintInside(double cpuSeconds)
        {
            var least = TimeSpan.MaxValue;
            for (var round = 0; round < repetitions; round++)
            {
                var inside = TimeSpan.Zero;
                foreach (var compilation in Compilations.Create(projects, concurrent: false))
                    inside += await new Analysis(ours, concurrent: false).Inside(compilation, cancellation);

                least = inside < least ? inside : least;
            }

            Console.WriteLine($"inside our analyzers, by the compiler's clock: {least.TotalSeconds:F2} s, {least.TotalSeconds / cpuSeconds:P2} of the CPU time with the empty analyzer");
        }

        async Task<Measurement> RunOnce(string mode)
        {
            // What a build does before any of the others.
            if (mode == Parse)
                return await Measurement.Of(() => Task.FromResult(Compilations.Create(projects, selection.Concurrent)));

            var compilations = Compilations.Create(projects, selection.Concurrent);
            var analysis = sets[mode] is { } set ? new Analysis(set, selection.Concurrent) : null;
            var measurement = await Measurement.Of(async () =>
            {
                foreach (var compilation in compilations)
                    await findings.Add(mode, compilation, analysis, cancellation);
            });
            findings.Add(analysis);
            return measurement;
        }
    }

    private static void PrintStatistics(IReadOnlyList<CSharpCompilation> compilations, CancellationToken cancellation)
    {
        var statistics = new LockStatistics();
        foreach (var compilation in compilations)
            statistics.Add(compilation, cancellation);

        statistics.Print();
    }

    private static AnalyzerSet? SetOf(string mode, AnalyzerSet ours) => mode switch
    {
        Parse or "bare" => null,
        "empty" => AnalyzerSet.Of(new EmptyAnalyzer(seesModels: false)),
        "model" => AnalyzerSet.Of(new EmptyAnalyzer(seesModels: true)),
        "ours" => ours,
        "sdk" => AnalyzerSet.Sdk(),
        "sdk+ours" => AnalyzerSet.Sdk().With(ours),
        _ => throw new ArgumentException($"There is no mode '{mode}': {string.Join(", ", AllModes)}."),
    };

    public static void Print(string[] modes, Dictionary<string, List<Measurement>> measured)
    {
        Console.WriteLine($"\n{"least of",-9} {"CPU s",8} {"wall s",8} {"MB",8}   median over the rounds of the ratio to {modes[0]} and to empty: CPU, memory");
        foreach (var mode in modes)
        {
            var (cpu, wall, memory) = Measurement.Least(measured[mode]);
            var toEmpty = measured.TryGetValue("empty", out var empty) ? Ratio(measured[mode], empty) : "";
            Console.WriteLine($"{mode,-9} {cpu,8:F2} {wall,8:F2} {memory,8:F0}   {Ratio(measured[mode], measured[modes[0]])}   {toEmpty}");
        }
    }

    // Modes of one round ran side by side, so that a busy moment of the machine is in both parts of a ratio.
    private static string Ratio(List<Measurement> of, List<Measurement> to) =>
        $"{Median(of.Zip(to, (a, b) => a.CpuSeconds / b.CpuSeconds)),6:F3}, {Median(of.Zip(to, (a, b) => a.AllocatedMegabytes / b.AllocatedMegabytes)),6:F3}";

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
