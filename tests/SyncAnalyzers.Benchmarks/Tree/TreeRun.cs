using SyncAnalyzers.Benchmarks.Analyzers;
using SyncAnalyzers.Benchmarks.Sources;

namespace SyncAnalyzers.Benchmarks.Tree;

/// <summary>Measures every mode in turn, several times over, in one process, so that what disturbs one disturbs all.</summary>
internal static class TreeRun
{
    public static string[] AllModes { get; } = ["bare", "empty", "model", "ours", "sdk", "sdk+ours"];

    public static async Task<int> Run(Selection selection, string[] rules, string[] modes, int repetitions, string? reportFile, CancellationToken cancellation)
    {
        var projects = selection.Load();
        var ours = AnalyzerSet.Ours(rules);
        var sets = modes.ToDictionary(mode => mode, mode => SetOf(mode, ours));
        Console.WriteLine($"{selection.Folder}: {projects.Count} compilations, {projects.Sum(p => p.Files.Length)} files, {projects.Sum(p => p.Texts.Sum(t => t.Lines.Count))} lines");
        Console.WriteLine($"compiler {typeof(CSharpCompilation).Assembly.GetName().Version}, {ours.Analyzers.Length} analyzers of ours, {(selection.Concurrent ? "concurrent" : "one thread")}");

        var measured = modes.ToDictionary(mode => mode, _ => new List<Measurement>());
        var findings = new Findings();
        for (var round = 0; round < repetitions; round++)
        {
            foreach (var mode in modes)
            {
                var compilations = Compilations.Create(projects, selection.Concurrent);
                measured[mode].Add(await Measurement.Of(async () =>
                {
                    foreach (var compilation in compilations)
                        await findings.Add(mode, compilation, sets[mode] is { } set ? new Analysis(set, selection.Concurrent) : null, cancellation);
                }));
                Console.WriteLine($"  round {round + 1} {mode,-9} {measured[mode][^1].CpuSeconds,7:F2} s");
            }
        }

        Print(modes, measured);
        findings.Print(selection.Folder, reportFile);
        return findings.ExitCode;
    }

    private static AnalyzerSet? SetOf(string mode, AnalyzerSet ours) => mode switch
    {
        "bare" => null,
        "empty" => AnalyzerSet.Of(new EmptyAnalyzer(seesModels: false)),
        "model" => AnalyzerSet.Of(new EmptyAnalyzer(seesModels: true)),
        "ours" => ours,
        "sdk" => AnalyzerSet.Sdk(),
        "sdk+ours" => AnalyzerSet.Sdk().With(ours),
        _ => throw new ArgumentException($"There is no mode '{mode}': {string.Join(", ", AllModes)}."),
    };

    private static void Print(string[] modes, Dictionary<string, List<Measurement>> measured)
    {
        var least = measured.ToDictionary(m => m.Key, m => Measurement.Least(m.Value));
        Console.WriteLine($"\n{"mode",-9} {"CPU s",8} {"wall s",8} {"MB",8}   ratio to {modes[0]}: CPU, memory   to empty: CPU, memory");
        foreach (var mode in modes)
        {
            var (cpu, wall, memory) = least[mode];
            var toFirst = Ratio(least[mode], least[modes[0]]);
            var toEmpty = least.TryGetValue("empty", out var empty) ? Ratio(least[mode], empty) : "";
            Console.WriteLine($"{mode,-9} {cpu,8:F2} {wall,8:F2} {memory,8:F0}   {toFirst,27}   {toEmpty,19}");
        }
    }

    private static string Ratio(Measurement of, Measurement to) =>
        $"{of.CpuSeconds / to.CpuSeconds,6:F3}, {of.AllocatedMegabytes / to.AllocatedMegabytes,6:F3}";
}
