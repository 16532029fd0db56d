using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<AcquiredInsideTryAnalyzer, AcquireBeforeTryFix>;

public sealed class AcquiredInsideTryTests
{
    [Theory]
    [InlineData("try { [|Monitor.Enter(_gate)|]; Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("try { [|_rw.EnterReadLock()|]; Work(); } finally { _rw.ExitReadLock(); }")]
    [InlineData("try { Work(); [|_mutex.WaitOne()|]; _count++; } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("try { [|_lock.Enter()|]; Work(); } catch (IOException) { Console.WriteLine(); } finally { _lock.Exit(); }")]
    [InlineData("try { if (![|_rw.TryEnterWriteLock(10)|]) return; Work(); } finally { _rw.ExitWriteLock(); }")]
    [InlineData("var taken = false; try { [|Monitor.Enter(_gate, ref taken)|]; Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("try { if (flag) [|Monitor.Enter(_gate)|]; Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("try { [|Begin()|]; Work(); } finally { End(); }")]
    [InlineData("try { [|Monitor.Enter(_gate)|]; Work(); Monitor.Exit(_gate); Work(); Monitor.Enter(_gate); } finally { Monitor.Exit(_gate); }")]
    [InlineData("try { [|_old.AcquireReaderLock(100)|]; Work(); } finally { _old.ReleaseReaderLock(); }")]
    public Task A_failed_acquire_is_released(string body) => Rule.Reports(Source.Method(
        body, members: "private void Begin() => Monitor.Enter(_gate); private void End() => Monitor.Exit(_gate);"));

    [Theory]
    [InlineData("Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("var taken = false; try { Monitor.Enter(_gate, ref taken); Work(); } finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("try { _rw.EnterWriteLock(); Work(); } finally { if (_rw.IsWriteLockHeld) _rw.ExitWriteLock(); }")]
    [InlineData("try { Monitor.Enter(_gate); Work(); } finally { if (Monitor.IsEntered(_gate)) Monitor.Exit(_gate); }")]
    [InlineData("try { _lock.Enter(); Work(); } finally { if (_lock.IsHeldByCurrentThread) _lock.Exit(); }")]
    [InlineData("try { _old.AcquireReaderLock(100); Work(); } finally { _old.ReleaseLock(); }")]
    [InlineData("try { _slots.Wait(); Work(); } finally { _slots.Release(); }")]
    [InlineData("var held = false; try { _rw.EnterReadLock(); held = true; Work(); } finally { if (held) _rw.ExitReadLock(); }")]
    [InlineData("try { Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); } } finally { Work(); }")]
    [InlineData("try { try { _mutex.WaitOne(); } catch (AbandonedMutexException) { } Work(); } finally { Console.WriteLine(); }")]
    [InlineData("try { _mutex.WaitOne(); Work(); } catch (AbandonedMutexException) { Work(); } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("Monitor.Enter(_gate); try { Monitor.Exit(_gate); Work(); Monitor.Enter(_gate); } finally { Monitor.Exit(_gate); }")]
    [InlineData("Monitor.Enter(_gate); try { while (flag) { Monitor.Exit(_gate); try { Work(); } finally { Monitor.Enter(_gate); } } } finally { Monitor.Exit(_gate); }")]
    [InlineData("try { lock (_gate) Work(); } finally { Work(); }")]
    public Task Only_what_was_acquired_is_released(string body) => Rule.IsSilentOn(Source.Method(body));

    [Fact]
    public Task The_story_names_the_release() => Rule.Explains(
        Source.Method("try\n{\n    [|_rw.EnterReadLock()|];\n    Work();\n}\nfinally\n{\n    _rw.ExitReadLock();\n}"),
        """
        Test0.cs(19): '_rw' is acquired inside the try whose finally releases it: if that fails, a lock that is not held is released
            Test0.cs(24): _rw.ExitReadLock()
        """);

    [Fact]
    public Task The_first_statement_moves_before_the_try() => Rule.Fixes(
        Source.Method("try\n        {\n            // now\n            [|_rw.EnterReadLock()|];\n            Work();\n        }\n        finally\n        {\n            _rw.ExitReadLock();\n        }"),
        Source.Method("// now\n        _rw.EnterReadLock();\n        try\n        {\n            Work();\n        }\n        finally\n        {\n            _rw.ExitReadLock();\n        }"));

    [Fact]
    public Task A_later_one_is_remembered() => Rule.Fixes(
        Source.Method("try\n        {\n            Work();\n            [|Monitor.Enter(_gate)|];\n            Work();\n        }\n        finally\n        {\n            Monitor.Exit(_gate);\n        }"),
        Source.Method("var lockTaken = false;\n        try\n        {\n            Work();\n            Monitor.Enter(_gate, ref lockTaken);\n            Work();\n        }\n        finally\n        {\n            if (lockTaken)\n                Monitor.Exit(_gate);\n        }"));

    [Fact]
    public Task Who_is_told_looks_at_it() => Rule.Fixes(
        Source.Method("var taken = false;\n        try\n        {\n            [|Monitor.Enter(_gate, ref taken)|];\n            Work();\n        }\n        finally\n        {\n            Monitor.Exit(_gate);\n        }"),
        Source.Method("var taken = false;\n        try\n        {\n            Monitor.Enter(_gate, ref taken);\n            Work();\n        }\n        finally\n        {\n            if (taken)\n                Monitor.Exit(_gate);\n        }"));

    [Fact]
    public Task What_would_guard_more_is_not_offered() => Rule.ReportsWithoutFix(Source.Method("try { Work(); [|_rw.EnterReadLock()|]; _count++; } finally { _rw.ExitReadLock(); }"));
}
