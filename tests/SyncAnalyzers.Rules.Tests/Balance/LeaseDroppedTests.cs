using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<LeaseDroppedAnalyzer, KeepLeaseFix>;

public sealed class LeaseDroppedTests
{
    private const string Hold =
        """
        private Lease? _kept;
        private Lease Hold() { Monitor.Enter(_gate); return new Lease(_gate); }
        private Lease? TryHold() => Monitor.TryEnter(_gate) ? new Lease(_gate) : null;
        private static void Pass(Lease lease) => lease.Dispose();
        private sealed class Lease(object gate) : IDisposable { public int Number => 1; public void Dispose() => Monitor.Exit(gate); }
        """;

    [Theory]
    [InlineData("[|_lock.EnterScope()|]; _count++;")]
    [InlineData("[|Hold()|]; Work();")]
    [InlineData("_ = [|Hold()|]; Work();")]
    [InlineData("var lease = [|Hold()|]; Work();")]
    [InlineData("var lease = [|Hold()|]; Console.WriteLine(lease.Number);")]
    [InlineData("var scope = [|_lock.EnterScope()|]; Work();")]
    [InlineData("if (flag) [|Hold()|];")]
    public Task Nobody_can_dispose_it(string body) => Rule.Reports(Source.Method(body, members: Hold));

    [Theory]
    [InlineData("using (_lock.EnterScope()) Work();")]
    [InlineData("using var scope = _lock.EnterScope(); Work();")]
    [InlineData("using (Hold()) Work();")]
    [InlineData("var lease = Hold(); try { Work(); } finally { lease.Dispose(); }")]
    [InlineData("_kept = Hold();")]
    [InlineData("Pass(Hold());")]
    [InlineData("var lease = Hold(); Pass(lease);")]
    [InlineData("using var lease = TryHold(); if (lease is null) return; Work();")]
    [InlineData("Lease? lease = null; try { lease = Hold(); Work(); } finally { lease?.Dispose(); }")]
    [InlineData("lock (_lock) Work();")]
    public Task Somebody_disposes_it(string body) => Rule.IsSilentOn(Source.Method(body, members: Hold));

    [Theory]
    [InlineData("await [|_mutex.TakeAsync()|];")]
    [InlineData("_ = await [|_mutex.TakeAsync()|].ConfigureAwait(false);")]
    [InlineData("var lease = await [|_mutex.TakeAsync()|];")]
    public Task Nobody_can_give_back_its_permit(string body) => Rule.Reports(AsyncMutex(body));

    [Theory]
    [InlineData("using var lease = await _mutex.TakeAsync();")]
    [InlineData("using (await _mutex.TakeAsync()) { }")]
    [InlineData("var lease = await _mutex.TakeAsync(); try { _n++; } finally { lease.Dispose(); }")]
    [InlineData("_kept = await _mutex.TakeAsync();")]
    [InlineData("await _mutex.EnterAsync(); _mutex.Dispose();")]
    [InlineData("await _mutex.EnterAsync(); _mutex.Leave();")]
    public Task Somebody_gives_back_its_permit(string body) => Rule.IsSilentOn(AsyncMutex(body));

    private static string AsyncMutex(string body) =>
        $$"""
        sealed class Mutex : IDisposable
        {
            private readonly SemaphoreSlim _slot = new(1, 1);
            public async Task<IDisposable> TakeAsync() { await _slot.WaitAsync(); return new Lease(_slot); }
            public async Task<Mutex> EnterAsync() { await _slot.WaitAsync(); return this; }
            public void Leave() => _slot.Release();
            public void Dispose() => _slot.Release();
            private sealed class Lease(SemaphoreSlim slot) : IDisposable { public void Dispose() => slot.Release(); }
        }

        class Counter
        {
            private readonly Mutex _mutex = new();
            private IDisposable? _kept;
            private int _n;
            public async Task Up() { {{body}} _n++; }
        }
        """;

    [Fact]
    public Task A_lease_that_is_returned_is_not_dropped() => Rule.IsSilentOn(
        """
        static class Extensions
        {
            public static IDisposable Read(this ReaderWriterLockSlim rw) => new ReadToken(rw);

            public static IDisposable ReadLate(this ReaderWriterLockSlim rw)
            {
                return new ReadToken(rw);
            }

            private sealed class ReadToken : IDisposable
            {
                private readonly ReaderWriterLockSlim _rw;
                public ReadToken(ReaderWriterLockSlim rw) { _rw = rw; rw.EnterReadLock(); }
                public void Dispose() => _rw.ExitReadLock();
            }
        }
        """);

    [Theory]
    [InlineData("[|_lock.EnterScope()|]; Work();")]
    [InlineData("var lease = [|Hold()|]; Work();")]
    public async Task It_is_the_only_thing_to_say(string body) => Assert.Equal(
        ["SYNC2012"],
        (await TestProject.Analyze(TestProject.Create(Source.Method(Markup.Strip(body), members: Hold)), [.. Repository.Analyzers])).Select(d => d.Id).Where(id => id.StartsWith("SYNC2", StringComparison.Ordinal)));

    [Fact]
    public Task A_statement_becomes_a_declaration() => Rule.Fixes(
        Source.Method("[|_lock.EnterScope()|]; // until the end\n        Work();"),
        Source.Method("using var scope = _lock.EnterScope(); // until the end\n        Work();"));

    [Fact]
    public Task All_at_once() => Rule.FixAll(
        Source.Method("var lease = [|Hold()|];\n        Work();", members: Hold + "private void N() { [|_lock.EnterScope()|]; Work(); }"),
        Source.Method("using var lease = Hold();\n        Work();", members: Hold + "private void N() { using var scope = _lock.EnterScope(); Work(); }"));

    [Theory]
    [InlineData("await WorkAsync();", "async Task")]
    [InlineData("await foreach (var item in Later()) { }", "async Task")]
    [InlineData("await using var file = File.OpenRead(\"a\");", "async Task")]
    [InlineData("yield return 1;", "IEnumerable<int>")]
    public Task A_stack_only_lease_cannot_outlive_an_await(string after, string type) => Rule.ReportsWithoutFix(Source.Method(
        "[|_lock.EnterScope()|]; " + after, type, "private async IAsyncEnumerable<int> Later() { await WorkAsync(); yield return 1; }"));
}
