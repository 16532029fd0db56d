using System.Collections.Immutable;
using SyncAnalyzers.Engine.Summaries;

namespace SyncAnalyzers.Engine.Tests.Summaries;

/// <summary>A compiler analyzes with as many threads as it has processors, and all ask for the whole at the same time.</summary>
public sealed class SharedWorkTests
{
    private const int Threads = 4;

    [Fact]
    public async Task Several_threads_do_hardly_more_than_one()
    {
        // Once for what is made only once.
        await Allocated(1);

        var (one, many) = (await Allocated(1), await Allocated(Threads));

        // Twice as much, where each makes the table of wrappers.
        Assert.InRange(many, one / 2, one * 3 / 2);
    }

    [Fact]
    public void Each_thread_does_all_parts_and_begins_far_from_the_others()
    {
        var (parts, threads) = (Enumerable.Range(0, 100).ToImmutableArray(), 0);
        var turns = Enumerable.Range(0, 8).Select(_ => SharedWork.InTurn(parts, ref threads).ToList()).ToList();

        Assert.All(turns, turn => Assert.Equal(parts, turn.Order()));
        Assert.All(turns.Select(turn => turn[0]).Order().Zip(turns.Select(turn => turn[0]).Order().Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 5, 50));
        Assert.Empty(SharedWork.InTurn(ImmutableArray<int>.Empty, ref threads));
    }

    private static async Task<long> Allocated(int threads)
    {
        var files = Enumerable.Range(0, 400).Select(i =>
            $$"""
            class C{{i}}
            {
                private readonly object _gate = new();
                private int _count;

                public void Work() { lock (_gate) { if (_count++ > {{i}}) Console.WriteLine(_count.ToString() + {{i}}); } }

                public void Begin() => Monitor.Enter(_gate);

                public void End() => Monitor.Exit(_gate);
            }
            """).Append("class Entry { public void Run() => Step(); private void Step() { } }");
        var compilation = (await TestProject.Create([.. files]).GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
        var model = SyncModel.For(compilation);

        using var start = new Barrier(threads);
        var allocated = new long[threads];
        var workers = allocated.Select((_, number) => new Thread(() =>
        {
            start.SignalAndWait();
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Empty(model.Summaries.AcquiredBy("M:Entry.Run", 1, CancellationToken.None));
            allocated[number] = GC.GetAllocatedBytesForCurrentThread() - before;
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return allocated.Sum();
    }
}
