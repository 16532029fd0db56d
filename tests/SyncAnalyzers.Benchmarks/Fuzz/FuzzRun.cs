using System.Diagnostics;
using SyncAnalyzers.Benchmarks.Analyzers;
using SyncAnalyzers.Benchmarks.Sources;
using SyncAnalyzers.Testing;

namespace SyncAnalyzers.Benchmarks.Fuzz;

/// <summary>Analyzes broken code. In each round a part of the files is mutated, so that the rest still tells what the names mean.</summary>
internal static class FuzzRun
{
    private const int OneIn = 4;
    private const int MaxEdits = 8;

    public static async Task<int> Run(Selection selection, string[] rules, int count, int seed, CancellationToken cancellation)
    {
        var compilations = Compilations.Create(selection.Load(), selection.Concurrent);
        var analysis = new Analysis(AnalyzerSet.Ours(rules), selection.Concurrent);
        var random = new Random(seed);
        var (done, slowest, reports) = (0, TimeSpan.Zero, 0);
        using var efforts = new Efforts();

        while (done < count)
        {
            foreach (var compilation in compilations.TakeWhile(_ => done < count))
            {
                var (mutated, files) = Mutate(compilation, count - done, random);
                var start = Stopwatch.GetTimestamp();
                Keep(mutated, compilation);
                reports += (await analysis.Prepare(mutated).GetAnalyzerDiagnosticsAsync(cancellation)).Length;
                var took = Stopwatch.GetElapsedTime(start);
                slowest = took > slowest ? took : slowest;
                done += files;
            }

            Console.WriteLine($"  {done} files mutated, {analysis.Thrown.Count} exceptions");
        }

        Console.WriteLine($"{done} mutated files, {reports} reports, slowest compilation {slowest.TotalSeconds:F1} s, {analysis.Thrown.Count} exceptions");
        efforts.Print();
        analysis.PrintThrown();
        return analysis.Thrown.Count > 0 ? 1 : 0;
    }

    /// <summary>A stack that overflows leaves no message: what was analyzed last can be looked at then.</summary>
    private static void Keep(CSharpCompilation mutated, CSharpCompilation original)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "SyncAnalyzers.Fuzz"));
        foreach (var file in folder.EnumerateFiles())
            file.Delete();

        foreach (var (tree, i) in mutated.SyntaxTrees.Except(original.SyntaxTrees).Select((tree, i) => (tree, i)))
            File.WriteAllText(Path.Combine(folder.FullName, $"{i}-{Path.GetFileName(tree.FilePath)}"), tree.ToString());
    }

    private static (CSharpCompilation Mutated, int Files) Mutate(CSharpCompilation compilation, int most, Random random)
    {
        var chosen = compilation.SyntaxTrees.Where(_ => random.Next(OneIn) == 0).Take(most).ToList();
        if (chosen.Count == 0)
            chosen = [compilation.SyntaxTrees[random.Next(compilation.SyntaxTrees.Length)]];

        foreach (var tree in chosen)
        {
            var text = Mutator.Mutate(tree.GetRoot(), random, 1 + random.Next(MaxEdits));
            compilation = compilation.With(tree, SourceText.From(text));
        }

        return (compilation, chosen.Count);
    }
}
