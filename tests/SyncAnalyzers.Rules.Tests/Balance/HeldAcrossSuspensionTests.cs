using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<HeldAcrossSuspensionAnalyzer>;

public sealed class HeldAcrossSuspensionTests
{
    [Theory]
    [InlineData("Monitor.Enter(_gate); try { [|await WorkAsync()|]; } finally { Monitor.Exit(_gate); }")]
    [InlineData("_rw.EnterReadLock(); try { [|await WorkAsync().ConfigureAwait(false)|]; } finally { _rw.ExitReadLock(); }")]
    [InlineData("_mutex.WaitOne(); [|await Task.Yield()|]; _mutex.ReleaseMutex();")]
    [InlineData("_lock.Enter(); try { [|await WorkAsync()|]; } finally { _lock.Exit(); }")]
    [InlineData("if (flag) Monitor.Enter(_gate); [|await WorkAsync()|]; if (flag) Monitor.Exit(_gate);")]
    [InlineData("_rw.EnterWriteLock(); try { [|await _slots.WaitAsync()|]; _slots.Release(); } finally { _rw.ExitWriteLock(); }")]
    [InlineData("Begin(); try { [|await WorkAsync()|]; } finally { End(); }")]
    [InlineData("var taken = false; _spin.Enter(ref taken); [|await WorkAsync()|]; _spin.Exit();")]
    [InlineData("_old.AcquireWriterLock(-1); [|await WorkAsync()|]; _old.ReleaseWriterLock();")]
    [InlineData("Monitor.Enter(_gate); try { [|await foreach|] (var item in Source()) Console.WriteLine(item); } finally { Monitor.Exit(_gate); }")]
    [InlineData("Func<Task> later = async () => { Monitor.Enter(_gate); try { [|await WorkAsync()|]; } finally { Monitor.Exit(_gate); } }; await later();")]
    public Task Await_under_a_lock_of_a_thread(string body) => Rule.Reports(Source.Method(
        body, "async Task", "private void Begin() => Monitor.Enter(_gate); private void End() => Monitor.Exit(_gate); private static async IAsyncEnumerable<int> Source() { await Task.Yield(); yield return 1; }")
        .Replace("[|await foreach|]", "await [|foreach|]", StringComparison.Ordinal));

    [Theory]
    [InlineData("lock (_gate) { foreach (var item in _items) [|yield return item;|] }")]
    [InlineData("_rw.EnterReadLock(); try { [|yield return 1;|] } finally { _rw.ExitReadLock(); }")]
    [InlineData("Monitor.Enter(_gate); [|yield return _count;|] Monitor.Exit(_gate);")]
    public Task Yield_under_a_lock_of_a_thread(string body) => Rule.Reports(Source.Method(body, "IEnumerable<int>"));

    [Theory]
    [InlineData("await _slots.WaitAsync(); try { await WorkAsync(); } finally { _slots.Release(); }")]
    [InlineData("lock (_gate) { Work(); } await WorkAsync();")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); } await WorkAsync();")]
    [InlineData("lock (_gate) { Task.Run(async () => await WorkAsync()); } await WorkAsync();")]
    [InlineData("Task pending; lock (_gate) pending = WorkAsync(); await pending;")]
    [InlineData("if (!Monitor.TryEnter(_gate)) { await WorkAsync(); return; } Monitor.Exit(_gate);")]
    [InlineData("_rw.EnterReadLock(); var seen = _count; _rw.ExitReadLock(); await WorkAsync(); Console.WriteLine(seen);")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); await WorkAsync(); }")]
    public Task Await_without_one(string body) => Rule.IsSilentOn(Source.Method(body, "async Task"));

    [Theory]
    [InlineData("lock (_gate) { if (flag) yield break; } yield return 1;")]
    [InlineData("int[] copy; lock (_gate) copy = [.. _items]; foreach (var item in copy) yield return item;")]
    [InlineData("_slots.Wait(); try { yield return 1; } finally { _slots.Release(); }")]
    public Task Yield_without_one(string body) => Rule.IsSilentOn(Source.Method(body, "IEnumerable<int>"));

    [Fact]
    public Task The_story_names_the_acquisition() => Rule.Explains(
        Source.Method("_mutex.WaitOne();\ntry\n{\n    [|await WorkAsync()|];\n}\nfinally\n{\n    _mutex.ReleaseMutex();\n}", "async Task"),
        """
        Test0.cs(20): '_mutex' is held across this await: what follows may run on another thread, and only the thread that acquired it can release it
            Test0.cs(17): _mutex.WaitOne()
        """);
}
