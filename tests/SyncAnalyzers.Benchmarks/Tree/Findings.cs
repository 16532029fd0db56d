using SyncAnalyzers.Benchmarks.Analyzers;

namespace SyncAnalyzers.Benchmarks.Tree;

/// <summary>What our analyzers said and threw. Every run has to say the same; the first one is shown.</summary>
internal sealed class Findings
{
    private readonly List<Analysis> _analyses = [];
    private readonly List<Diagnostic> _first = [];
    private readonly Dictionary<string, HashSet<string>> _perCompilation = [];
    private bool _differ;

    public int ExitCode => _differ || _analyses.Any(a => a.Thrown.Count > 0) ? 1 : 0;

    public async Task Add(string mode, CSharpCompilation compilation, Analysis? analysis, CancellationToken cancellation)
    {
        if (analysis is null)
        {
            compilation.GetDiagnostics(cancellation);
            return;
        }

        var reported = (await analysis.Build(compilation, cancellation)).Where(d => d.Id.StartsWith("SYNC", StringComparison.Ordinal)).ToList();
        if (mode is not ("ours" or "sdk+ours"))
            return;

        var key = compilation.AssemblyName + compilation.SyntaxTrees[0].FilePath;
        var texts = reported.Select(d => d.ToString()).ToHashSet();
        if (_perCompilation.TryAdd(key, texts))
            _first.AddRange(reported);
        else
            _differ |= !_perCompilation[key].SetEquals(texts);
    }

    public void Add(Analysis? analysis)
    {
        if (analysis is not null)
            _analyses.Add(analysis);
    }

    public void Print(string folder, string? file)
    {
        var lines = _first
            .Select(d => (d.Id, Place: d.Location.GetLineSpan(), Message: d.GetMessage(null), More: d.AdditionalLocations))
            .OrderBy(d => d.Id, StringComparer.Ordinal).ThenBy(d => d.Place.Path, StringComparer.Ordinal).ThenBy(d => d.Place.StartLinePosition)
            .Select(d => $"{d.Id} {Show(d.Place, folder)}: {d.Message}{string.Concat(d.More.Select(m => $"\n    {Show(m.GetLineSpan(), folder)}"))}").ToList();

        Console.WriteLine($"\nreports: {lines.Count} ({string.Join(", ", _first.CountBy(d => d.Id).OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key} {r.Value}"))})");
        if (file is null)
            lines.ForEach(Console.WriteLine);
        else
            File.WriteAllLines(file, lines);

        Console.WriteLine($"exceptions: {_analyses.Sum(a => a.Thrown.Count)}{(_differ ? "; RUNS DIFFER in what they report" : "")}");
        _analyses.ForEach(a => a.PrintThrown());
    }

    private static string Show(FileLinePositionSpan place, string folder) =>
        $"{Path.GetRelativePath(folder, place.Path)}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1})";
}
