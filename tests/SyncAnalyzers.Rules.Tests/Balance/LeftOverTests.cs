using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<LeftOverAnalyzer>;

public sealed class LeftOverTests
{
    [Theory]
    [InlineData("Monitor.Enter(_gate); [|Monitor.Enter(_gate)|]; _count++; Monitor.Exit(_gate);")]
    [InlineData("Monitor.Enter(_gate); if (flag) [|Monitor.Enter(_gate)|]; _count++; Monitor.Exit(_gate);")]
    [InlineData("for (var i = 0; i < count; i++) [|Monitor.Enter(_gate)|]; Monitor.Exit(_gate);")]
    [InlineData("_mutex.WaitOne(); try { [|_mutex.WaitOne()|]; Work(); } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("_lock.Enter(); [|_lock.Enter()|]; if (flag) _lock.Exit(); _lock.Exit();")]
    [InlineData("_rw.EnterReadLock(); [|_rw.EnterReadLock()|]; _rw.ExitReadLock();")]
    [InlineData("Begin(); [|Begin()|]; Work(); End();")]
    [InlineData("lock (_gate) { [|Monitor.Enter(_gate)|]; Work(); }")]
    [InlineData("while (!Ready()) { [|Monitor.Enter(_gate)|]; Work(); } Monitor.Exit(_gate);")]
    [InlineData("foreach (var item in all) { [|Monitor.Enter(_gate)|]; if (item == error) continue; _count++; Monitor.Exit(_gate); }")]
    [InlineData("while (true) { [|_mutex.WaitOne()|]; if (_count == 3) continue; _count++; _mutex.ReleaseMutex(); }")]
    [InlineData("again: [|Monitor.Enter(_gate)|]; if (_open) { _open = false; goto again; } Monitor.Exit(_gate);")]
    public Task One_acquisition_is_left_over(string body) => Rule.Reports(Source.Method(
        body, members: "private void Begin() => Monitor.Enter(_gate); private void End() => Monitor.Exit(_gate);"));

    [Theory]
    [InlineData("Monitor.Enter(_gate); Monitor.Enter(_gate); Monitor.Exit(_gate); Monitor.Exit(_gate);")]
    [InlineData("Monitor.Enter(_gate); try { Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); } } finally { Monitor.Exit(_gate); }")]
    [InlineData("lock (_gate) lock (_gate) Work();")]
    [InlineData("Monitor.Enter(_gate); if (flag) Monitor.Enter(_gate); Work(); if (flag) Monitor.Exit(_gate); Monitor.Exit(_gate);")]
    [InlineData("for (var i = 0; i < count; i++) { Monitor.Enter(_gate); Monitor.Exit(_gate); }")]
    [InlineData("for (var i = 0; i < count; i++) _rw.EnterReadLock(); for (var i = 0; i < count; i++) _rw.ExitReadLock();")]
    [InlineData("foreach (var o in all) Monitor.Enter(o);")]
    [InlineData("Monitor.Enter(_gate); Monitor.Enter(_other); Monitor.Exit(_other); Monitor.Exit(_gate);")]
    [InlineData("Monitor.Enter(_gate); if (flag) return; Monitor.Exit(_gate);")]
    [InlineData("Monitor.Enter(_gate); Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); }", "public void End() => Monitor.Exit(_gate);")]
    [InlineData("foreach (var item in all) { Monitor.Enter(_gate); if (item == error) { Monitor.Exit(_gate); continue; } _count++; Monitor.Exit(_gate); }")]
    [InlineData("foreach (var item in all) { if (flag) Monitor.Enter(_gate); _count++; if (!flag) continue; Monitor.Exit(_gate); }")]
    [InlineData("again: Monitor.Enter(_gate); if (_open) { _open = false; Monitor.Exit(_gate); goto again; } Monitor.Exit(_gate);")]
    public Task Each_acquisition_has_its_release(string body, string members = "") => Rule.IsSilentOn(Source.Method(body, members: members));

    [Fact]
    public Task The_story_names_both_acquisitions() => Rule.Explains(
        Source.Method("Monitor.Enter(_gate);\n[|Monitor.Enter(_gate)|];\n_count++;\nMonitor.Exit(_gate);"),
        """
        Test0.cs(18): '_gate' is acquired again here by its holder, and released less often than acquired
            Test0.cs(17): Monitor.Enter(_gate)
            Test0.cs(20): Monitor.Exit(_gate)
        """);
}
