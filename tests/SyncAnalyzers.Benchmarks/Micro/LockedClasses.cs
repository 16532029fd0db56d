using BenchmarkDotNet.Attributes;
using SyncAnalyzers.Benchmarks.Analyzers;
using SyncAnalyzers.Benchmarks.Sources;

namespace SyncAnalyzers.Benchmarks.Micro;

/// <summary>A compilation in which every class locks and calls the next one under its lock: as dense as it gets.</summary>
[MemoryDiagnoser, InProcess]
public class LockedClasses
{
    private SourceText _source = SourceText.From("");

    [Params(10, 100)]
    public int Classes { get; set; }

    [GlobalSetup]
    public void Write() => _source = SourceText.From(string.Join('\n', Enumerable.Range(0, Classes).Select(i =>
        $$"""
        class C{{i}}
        {
            private readonly object _gate = new();
            private readonly C{{i + 1}} _next = new();
            private int _count;
            public void Add() { lock (_gate) { _count++; _next.Add(); } }
            public int Get() { lock (_gate) return _count + _next.Get(); }
        }
        """)) + $"\nclass C{Classes} {{ public void Add() {{ }} public int Get() => 0; }}");

    [Benchmark(Baseline = true)]
    public Task<ImmutableArray<Diagnostic>> EmptyAnalyzer() => Run(AnalyzerSet.Of(new EmptyAnalyzer(seesModels: true)));

    [Benchmark]
    public Task<ImmutableArray<Diagnostic>> Ours() => Run(AnalyzerSet.Ours([]));

    private Task<ImmutableArray<Diagnostic>> Run(AnalyzerSet set)
    {
        var compilation = CSharpCompilation.Create(
            "Locked", [Compilations.Parse(_source, "Locked.cs")], Framework.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return new Analysis(set, concurrent: false).Build(compilation, CancellationToken.None);
    }
}
