using System.Diagnostics;
using System.Text.RegularExpressions;
using SyncAnalyzers.Benchmarks.Analyzers;
using SyncAnalyzers.Benchmarks.Sources;

namespace SyncAnalyzers.Benchmarks.Edit;

/// <summary>Plays an editor: everything has been analyzed once, a document is edited, and its reports are asked for again.</summary>
internal static partial class EditRun
{
    public static async Task<int> Run(Selection selection, string[] rules, int samples, int seed, CancellationToken cancellation)
    {
        var projects = selection.Load();
        var compilations = Compilations.Create(projects, selection.Concurrent);
        var random = new Random(seed);
        var candidates = compilations.SelectMany(c => c.SyntaxTrees.Where(t => Synchronizes().IsMatch(t.ToString())).Select(t => (Compilation: c, Tree: t))).ToArray();
        random.Shuffle(candidates);
        var chosen = candidates.Take(samples).ToList();
        Console.WriteLine($"{selection.Folder}: {candidates.Length} documents synchronize, {chosen.Count} of them are edited");

        var ours = new Analysis(AnalyzerSet.Ours(rules), selection.Concurrent);
        var empty = new Analysis(AnalyzerSet.Of(new EmptyAnalyzer(seesModels: true)), selection.Concurrent);
        foreach (var compilation in chosen.Select(c => c.Compilation).Distinct())
            await ours.Build(compilation, cancellation);

        foreach (var (name, edit) in new (string, Func<SyntaxTree, Random, SyntaxTree>)[] { ("in a comment", Edits.InComment), ("in a body", Edits.InBody) })
        {
            List<Latency> all = [];
            foreach (var (compilation, tree) in chosen)
            {
                var edited = edit(tree, random);
                all.Add(await Latency.Measure(compilation.ReplaceSyntaxTree(tree, edited), edited, ours, empty, cancellation));
            }

            Console.WriteLine($"\nedit {name}:");
            Print("compiler's own diagnostics", all.Select(l => l.Compiler));
            Print("empty analyzer", all.Select(l => l.Empty));
            Print("ours", all.Select(l => l.Ours));
            Print("ours beyond empty, each", all.Select(l => l.Ours - l.Empty));
        }

        Console.WriteLine($"\nexceptions: {ours.Thrown.Count}");
        ours.PrintThrown();
        return ours.Thrown.Count > 0 ? 1 : 0;
    }

    private static void Print(string what, IEnumerable<TimeSpan> times)
    {
        var sorted = times.Select(t => t.TotalMilliseconds).Order().ToList();
        if (sorted.Count > 0)
            Console.WriteLine($"  {what,-28} median {At(0.5),7:F1} ms, 95th percentile {At(0.95),7:F1} ms, most {sorted[^1],7:F1} ms");

        double At(double part) => sorted[(int)Math.Ceiling(part * sorted.Count) - 1];
    }

    private sealed record Latency(TimeSpan Compiler, TimeSpan Empty, TimeSpan Ours)
    {
        public static async Task<Latency> Measure(CSharpCompilation compilation, SyntaxTree tree, Analysis ours, Analysis empty, CancellationToken cancellation)
        {
            var (compiler, nothing) = await Ask(compilation, tree, empty, cancellation);
            return new(compiler, nothing, (await Ask(compilation, tree, ours, cancellation)).Analyzers);
        }

        private static async Task<(TimeSpan Compiler, TimeSpan Analyzers)> Ask(CSharpCompilation compilation, SyntaxTree tree, Analysis analysis, CancellationToken cancellation)
        {
            var run = analysis.Prepare(compilation);
            var model = run.Compilation.GetSemanticModel(tree);
            var start = Stopwatch.GetTimestamp();
            model.GetDiagnostics(cancellationToken: cancellation);
            var compiler = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            await run.GetAnalyzerSemanticDiagnosticsAsync(model, filterSpan: null, cancellation);
            return (compiler, Stopwatch.GetElapsedTime(start));
        }
    }

    [GeneratedRegex(@"\block\s*\(|Monitor\.|\bMutex\b|Semaphore|ReaderWriterLock|SpinLock|Interlocked\.|Volatile\.|\bvolatile\b")]
    private static partial Regex Synchronizes();
}
