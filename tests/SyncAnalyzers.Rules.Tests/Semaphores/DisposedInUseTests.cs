using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<DisposedInUseAnalyzer>;

public sealed class DisposedInUseTests
{
    [Theory]
    [InlineData("[|using var gate = new SemaphoreSlim(2);|] _ = Task.Run(async () => { await gate.WaitAsync(); gate.Release(); }); await Work();")]
    [InlineData("[|using var gate = new SemaphoreSlim(2);|] for (var i = 0; i < 3; i++) Task.Factory.StartNew(() => { gate.Wait(); gate.Release(); }); await Work();")]
    [InlineData("using ([|var gate = new SemaphoreSlim(2)|]) { _ = Task.Run(() => { gate.Wait(); gate.Release(); }); } await Work();")]
    [InlineData("var gate = new SemaphoreSlim(2); ThreadPool.QueueUserWorkItem(_ => { gate.Wait(); gate.Release(); }); await Work(); [|gate.Dispose()|];")]
    [InlineData("var gate = new SemaphoreSlim(2); await gate.WaitAsync(); await Work(); [|gate.Dispose()|];")]
    [InlineData("[|using var gate = new SemaphoreSlim(2);|] await gate.WaitAsync(); await Work();")]
    [InlineData("[|using var gate = new SemaphoreSlim(2);|] var all = Enumerable.Range(0, 9).Select(_ => Task.Run(() => { gate.Wait(); gate.Release(); })).ToList(); Console.WriteLine(all.Count); await Work();")]
    [InlineData("var gate = new SemaphoreSlim(2); var all = new List<Task>(); for (var i = 0; i < 3; i++) all.Add(Run()); [|gate.Dispose()|]; await Work(); async Task Run() { await gate.WaitAsync(); gate.Release(); }")]
    [InlineData("[|using var gate = new SemaphoreSlim(2);|] _ = Run(); await Work(); async Task Run() { await gate.WaitAsync(); gate.Release(); }")]
    [InlineData("[|using var gate = new SemaphoreSlim(2, 2);|] for (var i = 0; i < 9; i++) { gate.Wait(); Task.Run(() => { try { Work(); } finally { gate.Release(); } }); } await Work();")]
    [InlineData("[|using var gate = new SemaphoreSlim(2);|] await gate.WaitAsync(); _ = Run(); async Task Run() { await Work(); gate.Release(); }")]
    public Task Disposed_while_somebody_needs_it(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("using var gate = new SemaphoreSlim(2); await Task.Run(async () => { await gate.WaitAsync(); gate.Release(); });")]
    [InlineData("using var gate = new SemaphoreSlim(2); var task = Task.Run(() => { gate.Wait(); gate.Release(); }); await task;")]
    [InlineData("using var gate = new SemaphoreSlim(2); var tasks = Enumerable.Range(0, 9).Select(_ => Task.Run(() => { gate.Wait(); gate.Release(); })).ToList(); await Task.WhenAll(tasks);")]
    [InlineData("using var gate = new SemaphoreSlim(2); Task.Run(() => { gate.Wait(); gate.Release(); }).Wait(); await Work();")]
    [InlineData("using var gate = new SemaphoreSlim(2); await gate.WaitAsync(); try { await Work(); } finally { gate.Release(); }")]
    [InlineData("var gate = new SemaphoreSlim(2); _ = Task.Run(() => { gate.Wait(); gate.Release(); }); await Work();")]
    [InlineData("_kept.Dispose(); await Work();")]
    [InlineData("var gate = new SemaphoreSlim(2); var all = new List<Task>(); for (var i = 0; i < 3; i++) all.Add(Run()); await Task.WhenAll(all); gate.Dispose(); async Task Run() { await gate.WaitAsync(); gate.Release(); }")]
    [InlineData("using var gate = new SemaphoreSlim(2); var all = Enumerable.Range(0, 9).Select(_ => Task.Run(() => { gate.Wait(); gate.Release(); })).ToList(); foreach (var task in all) await task;")]
    [InlineData("using var gate = new SemaphoreSlim(2); var all = Enumerable.Range(0, 9).Select(_ => Task.Run(() => { gate.Wait(); gate.Release(); })).ToList(); all.ForEach(task => task.Wait()); await Work();")]
    [InlineData("using var gate = new SemaphoreSlim(2); await Run(); async Task Run() { await gate.WaitAsync(); gate.Release(); }")]
    [InlineData("using var gate = new SemaphoreSlim(2); var run = Run(); await run; async Task Run() { await gate.WaitAsync(); gate.Release(); }")]
    [InlineData("using var gate = new SemaphoreSlim(2); Run(); await Work(); void Run() { gate.Wait(); gate.Release(); }")]
    [InlineData("using var gate = new SemaphoreSlim(2, 2); for (var i = 0; i < 9; i++) { gate.Wait(); Task.Run(() => { try { Work(); } finally { gate.Release(); } }); } for (var i = 0; i < 2; i++) await gate.WaitAsync();")]
    [InlineData("using var done = new SemaphoreSlim(0); _ = Task.Run(() => { Work(); done.Release(); }); await done.WaitAsync();")]
    [InlineData("using var gate = new SemaphoreSlim(2, 2); var all = new List<Task>(); foreach (var i in new int[count]) { gate.Wait(); all.Add(Task.Run(() => { try { Work(); } finally { gate.Release(); } })); } await Task.WhenAll(all);")]
    public Task Disposed_when_all_are_done(string body) => Verify.IsSilentOn(InClass(body));

    private static string InClass(string body) => $$"""
        #pragma warning disable CS4014
        class C
        {
            private readonly SemaphoreSlim _kept = new(5);
            async Task M(int count, CancellationToken token) { {{body}} }
            static Task Work() => Task.CompletedTask;
        }
        """;
}
