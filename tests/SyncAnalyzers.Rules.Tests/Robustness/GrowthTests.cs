using System.Collections.Immutable;

namespace SyncAnalyzers.Rules.Tests.Robustness;

/// <summary>Four times the code costs about four times the memory, whatever its shape.</summary>
[Collection(nameof(GrowthTests))]
public sealed class GrowthTests
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> s_all = [.. Repository.Analyzers];

    /// <summary>As generators write them: each part once looked at all others.</summary>
    [Fact]
    public Task Of_one_type_in_many_parts() => GrowsWithTheCode(50, count => Enumerable.Range(0, count).Select(i =>
        $$"""
        public partial class Big
        {
            private readonly object _gate{{i}} = new();
            private readonly SemaphoreSlim _slots{{i}} = new(1, 1);
            private volatile bool _up{{i}};
            private int _held{{i}}, _count{{i}};

            public void Work{{i}}() { lock (_gate{{i}}) { _count{{i}}++; Help{{i}}(); } }

            private void Help{{i}}() => _count{{i}}--;

            public async Task Pass{{i}}() { await _slots{{i}}.WaitAsync(); try { await Task.Delay(1); } finally { _slots{{i}}.Release(); } }

            public void Spin{{i}}() { while (Interlocked.CompareExchange(ref _held{{i}}, 1, 0) != 0) Thread.SpinWait(1); Volatile.Write(ref _held{{i}}, 0); }

            public void Raise{{i}}() { _up{{i}} = true; while (_up{{(i + 1) % count}}) Thread.Yield(); }
        }
        """));

    /// <summary>Every lock can be reached from every other, in more ways than can be listed.</summary>
    [Fact]
    public Task Of_a_dense_graph_of_locks() => GrowsWithTheCode(12, count =>
        ["class C { " + string.Concat(Enumerable.Range(0, count).Select(i => $"private readonly object _gate{i} = new(); void M{i}() {{ lock (_gate{i}) {{ M{(i + 1) % count}(); M{((i * 7) + 3) % count}(); }} }} ")) + "}"]);

    [Fact]
    public Task Of_many_implementations_of_one_interface() => GrowsWithTheCode(30, count =>
        Enumerable.Range(0, count).Select(i => $"public sealed class Node{i} : INode {{ private readonly object _gate = new(); public void Visit(INode other) {{ lock (_gate) other.Close(); }} public void Close() {{ lock (_gate) {{ }} }} }}")
            .Prepend("public interface INode { void Visit(INode other); void Close(); }"));

    /// <summary>Generators do that too: each private member was looked for in all of the file, and all others have its name.</summary>
    [Fact]
    public Task Of_many_types_in_one_file() => GrowsWithTheCode(60, count => [string.Concat(Enumerable.Range(0, count).Select(i =>
        $$"""
        public class C{{i}}
        {
            private readonly SemaphoreSlim _slots = new(1, 1);
            private readonly object _gate = new();
            private readonly ManualResetEventSlim _done = new();
            private bool _stopped;

            public async Task Pass() { await _slots.WaitAsync(); try { await Task.Yield(); } finally { _slots.Release(); } }

            public void Work() { lock (_gate) new C{{(i + 1) % count}}().Work(); }

            public void Wait() { lock (_gate) _done.Wait(); }

            public void Finish() => _done.Set();

            public void Poll() { while (!_stopped) Thread.Sleep(1); }

            public void Stop() => _stopped = true;
        }

        """))]);

    private static async Task GrowsWithTheCode(int count, Func<int, IEnumerable<string>> files)
    {
        // Once for what is made only once.
        await Allocated(files(count));

        var (few, many) = (await Allocated(files(count)), await Allocated(files(4 * count)));

        Assert.InRange(many, few, 6 * few);
    }

    private static async Task<long> Allocated(IEnumerable<string> files)
    {
        var compilation = (await TestProject.Create([.. files]).GetCompilationAsync(TestContext.Current.CancellationToken))!;
        // Binding is the compiler's.
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await TestProject.AnalyzeBroken(compilation, s_all);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}

/// <summary>Nothing else allocates meanwhile.</summary>
[CollectionDefinition(nameof(GrowthTests), DisableParallelization = true)]
public sealed class GrowthTestsAlone;
