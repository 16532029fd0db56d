using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<HeldAtThrowAnalyzer, ReleaseInFinallyFix>;

public sealed class HeldAtThrowTests
{
    [Theory]
    [InlineData("[|Monitor.Enter(_gate)|]; Work(); Monitor.Exit(_gate);")]
    [InlineData("[|_lock.Enter()|]; _items.Add(count); _lock.Exit();")]
    [InlineData("[|_rw.EnterWriteLock()|]; _count = _items[count]; _rw.ExitWriteLock();")]
    [InlineData("[|_mutex.WaitOne()|]; if (flag) throw error; _mutex.ReleaseMutex();")]
    [InlineData("[|Monitor.Enter(_gate)|]; var text = (string)all[0]; Monitor.Exit(_gate); Console.WriteLine(text);")]
    [InlineData("[|Monitor.Enter(_gate)|]; Work(); try { Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("[|Monitor.Enter(_gate)|]; try { Work(); } catch (IOException) { Monitor.Exit(_gate); throw; } Monitor.Exit(_gate);")]
    [InlineData("if ([|Monitor.TryEnter(_gate)|]) { Work(); Monitor.Exit(_gate); }")]
    [InlineData("var taken = false; [|_spin.Enter(ref taken)|]; Work(); if (taken) _spin.Exit();")]
    [InlineData("var scope = [|_lock.EnterScope()|]; Work(); scope.Dispose();")]
    [InlineData("[|_rw.EnterReadLock()|]; foreach (var item in _items) Console.WriteLine(item); _rw.ExitReadLock();")]
    [InlineData("[|_old.AcquireReaderLock(-1)|]; Work(); _old.ReleaseReaderLock();")]
    [InlineData("[|Monitor.Enter(_gate)|]; var list = new List<int>(); Monitor.Exit(_gate); Console.WriteLine(list);")]
    [InlineData("[|Monitor.Enter(_gate)|]; try { Work(); } catch (IOException) { } Monitor.Exit(_gate);")]
    public Task An_exception_skips_the_release(string body) => Rule.Reports(Source.Method(body));

    [Theory]
    [InlineData("[|Monitor.Enter(_gate)|]; await WorkAsync(); Monitor.Exit(_gate);")]
    [InlineData("[|_rw.EnterReadLock()|]; Work(); _rw.ExitReadLock(); await WorkAsync();")]
    public Task Async_methods_too(string body) => Rule.Reports(Source.Method(body, "async Task"));

    [Theory]
    [InlineData("[|Begin()|]; Work(); End();")]
    [InlineData("if ([|Try()|]) { Work(); End(); }")]
    public Task The_caller_of_a_wrapper_too(string body) => Rule.Reports(Source.Method(
        body, members: "private void Begin() => Monitor.Enter(_gate); private void End() => Monitor.Exit(_gate); private bool Try() => Monitor.TryEnter(_gate);"));

    [Fact]
    public Task A_wrapper_that_throws_keeps_what_it_cannot_hand_over() => Rule.Reports(Source.Method(
        "[|Monitor.Enter(_gate)|]; if (_open) throw new InvalidOperationException();", members: "public void End() => Monitor.Exit(_gate);"));

    [Theory]
    [InlineData("Monitor.Enter(_gate); _count++; Monitor.Exit(_gate);")]
    [InlineData("Monitor.Enter(_gate); foreach (var item in all) _count++; Monitor.Exit(_gate);")]
    [InlineData("var pairs = new (int, int)[3]; Monitor.Enter(_gate); foreach (var (one, other) in pairs) _count += one - other; Monitor.Exit(_gate);")]
    [InlineData("_rw.EnterReadLock(); var seen = _count; _rw.ExitReadLock(); Console.WriteLine(seen);")]
    [InlineData("Monitor.Enter(_gate); Interlocked.Increment(ref _count); Volatile.Write(ref _open, true); Monitor.Exit(_gate);")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("Monitor.Enter(_gate); var seen = _count; try { Work(); } finally { Monitor.Exit(_gate); } Console.WriteLine(seen);")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } catch { Monitor.Exit(_gate); throw; } Monitor.Exit(_gate);")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } catch (Exception e) { Console.WriteLine(e); } Monitor.Exit(_gate);")]
    [InlineData("Monitor.Enter(_gate); Monitor.Enter(_other); try { Work(); } finally { Monitor.Exit(_other); Monitor.Exit(_gate); }")]
    [InlineData("var taken = false; try { Monitor.Enter(_gate, ref taken); Work(); } finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("lock (_gate) { Work(); } lock (_lock) { Work(); } using (_lock.EnterScope()) Work();")]
    [InlineData("using var scope = _lock.EnterScope(); Work();")]
    [InlineData("_slots.Wait(); Work(); _slots.Release();")]
    [InlineData("Monitor.Exit(_gate); try { Work(); } finally { Monitor.Enter(_gate); }")]
    [InlineData("Monitor.Enter(_gate); ThreadPool.QueueUserWorkItem(_ => Monitor.Exit(_gate)); Work();")]
    [InlineData("Work(); Monitor.Enter(_gate); _count = 1; Monitor.Exit(_gate); Work();")]
    [InlineData("if (flag) _rw.EnterReadLock(); try { Work(); } finally { if (flag) _rw.ExitReadLock(); }")]
    [InlineData("Monitor.Enter(_gate); try { Work(); Monitor.Exit(_gate); } catch { if (Monitor.IsEntered(_gate)) Monitor.Exit(_gate); throw; }")]
    [InlineData("Monitor.Enter(_gate); Touch(); Monitor.Exit(_gate); void Touch() { _count = (int)(_count & 0xFFL); _open = true; }")]
    [InlineData("try { Task.Run(() => { lock (_gate) { Work(); } }); } finally { Work(); }")]
    [InlineData("while (true) { Monitor.Enter(_gate); try { if (flag) break; Work(); } finally { Monitor.Exit(_gate); } }")]
    public Task No_exception_can_skip_the_release(string body) => Rule.IsSilentOn(Source.Method(body, members: "public void Open() => Monitor.Enter(_gate);"));

    [Fact]
    public Task A_lease_is_left_to_who_gets_it() => Rule.IsSilentOn(
        """
        class Pool
        {
            private readonly object _gate = new();

            public Lease Rent() { Monitor.Enter(_gate); return new Lease(_gate); }

            public void Use() { using var lease = Rent(); Console.WriteLine(lease); }

            public Lease Pass() { var lease = Rent(); Console.WriteLine(); return lease; }

            public sealed class Lease(object gate) : IDisposable { public void Dispose() => Monitor.Exit(gate); }
        }
        """);

    [Fact]
    public Task Both_faults_of_one_acquisition_are_told_once() => Rule.IsSilentOn(
        Source.Method("Monitor.Enter(_gate); Work(); if (flag) return; Monitor.Exit(_gate);"));

    [Fact]
    public Task The_story_names_what_throws() => Rule.Explains(
        Source.Method("[|Monitor.Enter(_gate)|];\n_count = int.Parse(\"1\");\nMonitor.Exit(_gate);"),
        """
        Test0.cs(17): '_gate' stays held for ever if 'Parse' throws: its release is not reached
            Test0.cs(18): int.Parse("1")
            Test0.cs(19): Monitor.Exit(_gate)
        """);

    [Fact]
    public Task A_plain_object_gets_a_lock_statement() => Rule.Fixes(
        Source.Method("[|Monitor.Enter(_gate)|]; // begin\n        Work();\n        // end\n        Monitor.Exit(_gate);"),
        Source.Method("lock (_gate) // begin\n        {\n            Work();\n            // end\n        }"));

    [Fact]
    public Task A_reader_writer_lock_is_released_in_a_finally_block() => Rule.Fixes(
        Source.Method("[|_rw.EnterReadLock()|];\n        Work();\n        _rw.ExitReadLock();\n        _count = 1;"),
        Source.Method("_rw.EnterReadLock();\n        try\n        {\n            Work();\n        }\n        finally\n        {\n            _rw.ExitReadLock();\n        }\n\n        _count = 1;"));

    [Fact]
    public Task A_lease_gets_a_using_statement() => Rule.Fixes(
        Source.Method("var scope = [|_lock.EnterScope()|];\n        Work();\n        scope.Dispose();"),
        Source.Method("using (var scope = _lock.EnterScope())\n        {\n            Work();\n        }"));

    [Fact]
    public Task A_try_acquire_keeps_its_condition() => Rule.Fixes(
        Source.Method("if ([|Monitor.TryEnter(_gate)|])\n        {\n            Work();\n            Monitor.Exit(_gate);\n        }"),
        Source.Method("if (Monitor.TryEnter(_gate))\n        {\n            try\n            {\n                Work();\n            }\n            finally\n            {\n                Monitor.Exit(_gate);\n            }\n        }"));

    [Fact]
    public Task All_at_once() => Rule.Fixes(
        Source.Method("[|_mutex.WaitOne()|];\n        Work();\n        _mutex.ReleaseMutex();\n        [|_lock.Enter()|];\n        Work();\n        _lock.Exit();"),
        Source.Method("_mutex.WaitOne();\n        try\n        {\n            Work();\n        }\n        finally\n        {\n            _mutex.ReleaseMutex();\n        }\n\n        lock (_lock)\n        {\n            Work();\n        }"));

    [Theory]
    [InlineData("[|Monitor.Enter(_gate)|]; Work(); if (flag) { Monitor.Exit(_gate); _count++; } else Monitor.Exit(_gate);")]
    [InlineData("[|Monitor.Enter(_gate)|]; if (flag) { Monitor.Exit(_gate); { Work(); return; } } Work(); Monitor.Exit(_gate);")]
    public Task A_region_that_cannot_be_a_block_has_no_fix(string body) => Rule.ReportsWithoutFix(Source.Method(body));
}
