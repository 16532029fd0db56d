using System.Collections.Concurrent;

namespace SyncAnalyzers.Benchmarks.Analyzers;

/// <summary>Runs a set of analyzers and keeps what they throw.</summary>
internal sealed class Analysis(AnalyzerSet set, bool concurrent)
{
    private readonly ConcurrentBag<(DiagnosticAnalyzer Analyzer, Exception Exception)> _thrown = [];

    public IReadOnlyCollection<(DiagnosticAnalyzer Analyzer, Exception Exception)> Thrown => _thrown;

    /// <param name="isClocked">The driver looks at the clock before and after every action, which a build does only when it is told to report analyzers.</param>
    public CompilationWithAnalyzers Prepare(CSharpCompilation compilation, bool isClocked = false) => compilation
        .WithOptions(compilation.Options.WithSpecificDiagnosticOptions(set.Severities))
        .WithAnalyzers(set.Analyzers, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (exception, analyzer, _) => _thrown.Add((analyzer, exception)), concurrent, logAnalyzerExecutionTime: isClocked));

    /// <summary>Compiler and analyzers in one pass, as in a build; returns what the analyzers reported.</summary>
    public async Task<ImmutableArray<Diagnostic>> Build(CSharpCompilation compilation, CancellationToken cancellation)
    {
        var ids = set.Analyzers.SelectMany(a => a.SupportedDiagnostics).Select(rule => rule.Id).ToHashSet();
        return [.. (await Prepare(compilation).GetAllDiagnosticsAsync(cancellation)).Where(d => ids.Contains(d.Id))];
    }

    /// <summary>Time spent inside the analyzers, as the compiler's own clock has it.</summary>
    public async Task<TimeSpan> Inside(CSharpCompilation compilation, CancellationToken cancellation)
    {
        var telemetry = (await Prepare(compilation, isClocked: true).GetAnalysisResultAsync(cancellation)).AnalyzerTelemetryInfo.Values;
        return telemetry.Aggregate(TimeSpan.Zero, (sum, t) => sum + t.ExecutionTime);
    }

    public void PrintThrown()
    {
        foreach (var same in _thrown.GroupBy(t => (t.Analyzer.GetType().Name, t.Exception.GetType().Name, Frame: t.Exception.StackTrace?.Split('\n')[0].Trim())).OrderByDescending(g => g.Count()))
            Console.WriteLine($"  {same.Count(),5} x {same.Key.Item1}: {same.First().Exception.Message}\n          {same.Key.Frame}");
    }
}
