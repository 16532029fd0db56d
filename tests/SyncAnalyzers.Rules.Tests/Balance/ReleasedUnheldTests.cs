using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<ReleasedUnheldAnalyzer, RemoveReleaseFix>;

public sealed class ReleasedUnheldTests
{
    [Theory]
    [InlineData("Monitor.Enter(_gate); Monitor.Exit(_gate); [|Monitor.Exit(_gate)|];")]
    [InlineData("Monitor.Enter(_gate); try { Work(); [|Monitor.Exit(_gate)|]; } finally { Monitor.Exit(_gate); }")]
    [InlineData("if (flag) Monitor.Enter(_gate); Work(); [|Monitor.Exit(_gate)|];")]
    [InlineData("_rw.EnterReadLock(); try { if (flag) { [|_rw.ExitReadLock()|]; return; } Work(); } finally { _rw.ExitReadLock(); }")]
    [InlineData("_lock.Enter(); if (flag) _lock.Exit(); [|_lock.Exit()|];")]
    [InlineData("_mutex.WaitOne(); try { Work(); } catch (IOException) { _mutex.ReleaseMutex(); } [|_mutex.ReleaseMutex()|];")]
    [InlineData("Monitor.Enter(_gate); foreach (var item in _items) { [|Monitor.Exit(_gate)|]; }")]
    [InlineData("_rw.EnterWriteLock(); _count++; _rw.ExitWriteLock(); if (flag) [|_rw.ExitWriteLock()|];")]
    [InlineData("lock (_gate) { _count++; [|Monitor.Exit(_gate)|]; }")]
    [InlineData("Begin(); End(); [|End()|];")]
    [InlineData("Action later = () => { Monitor.Enter(_gate); Monitor.Exit(_gate); [|Monitor.Exit(_gate)|]; }; later();")]
    [InlineData("if (!Monitor.TryEnter(_gate)) return; try { Work(); } finally { Monitor.Exit(_gate); } [|Monitor.Exit(_gate)|];")]
    [InlineData("var got = Monitor.TryEnter(_gate, 50); try { if (!got) return; Work(); } finally { [|Monitor.Exit(_gate)|]; }")]
    [InlineData("using (_lock.EnterScope()) { _count++; [|_lock.Exit()|]; }")]
    public Task A_path_releases_what_it_does_not_hold(string body) => Rule.Reports(Source.Method(
        body, members: "private void Begin() => Monitor.Enter(_gate); private void End() => Monitor.Exit(_gate);"));

    [Theory]
    [InlineData("Work(); [|End()|];")]
    [InlineData("if (_open) [|_rw.ExitReadLock()|];")]
    public Task Nobody_leaves_it_locked(string body) => Rule.Reports(Source.Method(
        body, members: "private void Begin() => Monitor.Enter(_gate); private void End() => Monitor.Exit(_gate); public void Good() { Begin(); try { Work(); } finally { End(); } }"));

    [Theory]
    [InlineData("Monitor.Exit(_gate);")]
    [InlineData("if (_open) { _open = false; Monitor.Exit(_gate); }")]
    [InlineData("Monitor.Exit(_gate); try { Work(); } finally { Monitor.Enter(_gate); }")]
    [InlineData("Monitor.Exit(_gate); Work(); Monitor.Enter(_gate); _count++; Monitor.Exit(_gate);")]
    [InlineData("if (Monitor.IsEntered(_gate)) Monitor.Exit(_gate);")]
    [InlineData("Monitor.Enter(_gate); Monitor.Enter(_gate); Monitor.Exit(_gate); Monitor.Exit(_gate);")]
    [InlineData("Monitor.Enter(_gate); while (!Ready()) { Monitor.Exit(_gate); Work(); Monitor.Enter(_gate); } Monitor.Exit(_gate);")]
    [InlineData("var taken = false; try { Monitor.Enter(_gate, ref taken); Work(); } finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("if (flag) Monitor.Enter(_gate); Work(); if (flag) Monitor.Exit(_gate);")]
    [InlineData("Monitor.Enter(_gate); var held = true; try { Work(); Monitor.Exit(_gate); held = false; Work(); } finally { if (held) Monitor.Exit(_gate); }")]
    [InlineData("_rw.EnterUpgradeableReadLock(); try { _rw.EnterWriteLock(); try { Work(); } finally { _rw.ExitWriteLock(); } } finally { _rw.ExitUpgradeableReadLock(); }")]
    [InlineData("_old.AcquireReaderLock(-1); _old.UpgradeToWriterLock(-1); Work(); _old.ReleaseLock();")]
    [InlineData("_slots.Wait(); _slots.Release(); _slots.Release();")]
    [InlineData("using (var scope = _lock.EnterScope()) { scope.Dispose(); }")]
    [InlineData("try { _mutex.WaitOne(); } catch (AbandonedMutexException) { } Work(); _mutex.ReleaseMutex();")]
    [InlineData("while (Monitor.IsEntered(_gate)) Monitor.Exit(_gate);")]
    [InlineData("if (count == 1) Monitor.Enter(_gate); else if (count == 2) Monitor.Exit(_gate);")]
    [InlineData("lock (_gate) { while (Ready()) { Monitor.Exit(_gate); try { Work(); } finally { Monitor.Enter(_gate); } } }")]
    [InlineData("using (_lock.EnterScope()) { _lock.Exit(); try { Work(); } finally { _lock.Enter(); } }")]
    public Task Every_release_has_its_acquisition(string body) => Rule.IsSilentOn(Source.Method(body, members: "public void Open() => Monitor.Enter(_gate);"));

    [Fact]
    public Task Open_and_Close_are_a_pair() => Rule.IsSilentOn(
        """
        public class Session
        {
            private readonly Mutex _mutex = new();
            private readonly ReaderWriterLockSlim _rw = new();

            public void Open() { _mutex.WaitOne(); _rw.EnterReadLock(); }

            public void Close() { _rw.ExitReadLock(); _mutex.ReleaseMutex(); }
        }
        """);

    [Fact]
    public Task A_lock_that_a_type_is_given_is_held_by_who_gives_it() => Rule.IsSilentOn(
        """
        public sealed class Guard
        {
            private readonly ReaderWriterLockSlim _rw = new();
            public Lease Read() { _rw.EnterReadLock(); return new Lease(_rw); }
        }

        public readonly struct Lease : IDisposable
        {
            private readonly ReaderWriterLockSlim _rw;
            public Lease(ReaderWriterLockSlim rw) => _rw = rw;
            public void Dispose() => _rw.ExitReadLock();
        }
        """);

    [Fact]
    public Task A_lock_that_others_can_reach_may_be_acquired_by_them() => Rule.IsSilentOn(
        "public class Shared { protected readonly object Gate = new(); protected void Leave() => Monitor.Exit(Gate); }");

    [Fact]
    public Task The_story_names_the_other_release() => Rule.Explains(
        Source.Method("Monitor.Enter(_gate);\ntry\n{\n    Work();\n    [|Monitor.Exit(_gate)|];\n}\nfinally\n{\n    Monitor.Exit(_gate);\n}"),
        """
        Test0.cs(21): '_gate' is released here and once more in a finally block
            Test0.cs(25): Monitor.Exit(_gate)
        """);

    [Fact]
    public Task The_release_before_the_finally_block_goes() => Rule.Fixes(
        Source.Method("Monitor.Enter(_gate);\n        try\n        {\n            // guarded\n            Work();\n            [|Monitor.Exit(_gate)|];\n        }\n        finally\n        {\n            Monitor.Exit(_gate);\n        }"),
        Source.Method("Monitor.Enter(_gate);\n        try\n        {\n            // guarded\n            Work();\n        }\n        finally\n        {\n            Monitor.Exit(_gate);\n        }"));

    [Fact]
    public Task What_was_said_of_the_release_stays() => Rule.Fixes(
        Source.Method("Monitor.Enter(_gate);\n        Monitor.Exit(_gate);\n        // once more\n        [|Monitor.Exit(_gate)|];\n        _count = 2;"),
        Source.Method("Monitor.Enter(_gate);\n        Monitor.Exit(_gate);\n        // once more\n        \n        _count = 2;"));

    [Fact]
    public Task Where_an_acquire_may_be_missing_there_is_no_fix() => Rule.ReportsWithoutFix(Source.Method("if (flag) Monitor.Enter(_gate); Work(); [|Monitor.Exit(_gate)|];"));
}
