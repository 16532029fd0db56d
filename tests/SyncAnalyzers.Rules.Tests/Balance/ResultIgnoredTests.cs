using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<ResultIgnoredAnalyzer, CheckResultFix>;

public sealed class ResultIgnoredTests
{
    private const string OnlyIfAcquired = "Run the section only if the lock was acquired";

    [Theory]
    [InlineData("[|Monitor.TryEnter(_gate, 100)|]; try { Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("[|_rw.TryEnterWriteLock(100)|]; try { Work(); } finally { _rw.ExitWriteLock(); }")]
    [InlineData("[|_mutex.WaitOne(1000)|]; try { Work(); } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("[|_lock.TryEnter()|]; Work(); _lock.Exit();")]
    [InlineData("var got = [|_mutex.WaitOne(1000)|]; Work(); _mutex.ReleaseMutex(); Console.WriteLine(got);")]
    [InlineData("var got = [|Monitor.TryEnter(_gate, 10)|]; if (!got) Console.WriteLine(); Work(); Monitor.Exit(_gate);")]
    [InlineData("var taken = false; try { [|Monitor.TryEnter(_gate, 10, ref taken)|]; Work(); } finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("var got = [|_mutex.WaitOne(1000)|]; try { Work(); } finally { if (got) _mutex.ReleaseMutex(); }")]
    [InlineData("_ = [|Monitor.TryEnter(_gate)|]; _count++; Monitor.Exit(_gate);")]
    [InlineData("var taken = false; [|Monitor.TryEnter(_gate, 10, ref taken)|]; _count++; if (taken) Monitor.Exit(_gate);")]
    [InlineData("var taken = false; [|_spin.TryEnter(ref taken)|]; _count = _items.Count; if (taken) _spin.Exit();")]
    [InlineData("[|Try()|]; Work(); End();")]
    [InlineData("[|Monitor.TryEnter(_gate, 10)|];")]
    public Task The_section_also_runs_without_the_lock(string body) => Rule.Reports(Source.Method(
        body, members: "private bool Try() => Monitor.TryEnter(_gate); private void End() => Monitor.Exit(_gate);"));

    [Theory]
    [InlineData("if (Monitor.TryEnter(_gate, 100)) { try { Work(); } finally { Monitor.Exit(_gate); } }")]
    [InlineData("if (!_mutex.WaitOne(1000)) throw new TimeoutException(); try { Work(); } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("var got = _rw.TryEnterReadLock(10); if (!got) return; try { Work(); } finally { _rw.ExitReadLock(); }")]
    [InlineData("var taken = false; try { Monitor.TryEnter(_gate, 10, ref taken); if (taken) Work(); } finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("while (!Monitor.TryEnter(_gate, 100)) Console.WriteLine(); try { Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("var got = Monitor.TryEnter(_gate); Console.WriteLine(got); if (!got) return; try { Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("if (!Monitor.TryEnter(_gate)) { Console.WriteLine(); Monitor.Enter(_gate); } try { Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("var taken = false; try { _spin.TryEnter(ref taken); _open = taken && _items.Count > 0; } finally { if (taken) _spin.Exit(); }")]
    [InlineData("var taken = false; try { _spin.TryEnter(ref taken); all[0] = taken ? _items.Count : -1; } finally { if (taken) _spin.Exit(); }")]
    [InlineData("var taken = false; try { Monitor.TryEnter(_gate, ref taken); _open = taken && all[0] is null; } finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("_mutex.WaitOne(); try { Work(); } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("_mutex.WaitOne(Timeout.Infinite); try { Work(); } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("var got = Monitor.TryEnter(_gate, 10); System.Diagnostics.Debug.Assert(got); Work(); Monitor.Exit(_gate);")]
    [InlineData("if (!Monitor.TryEnter(_gate, 10)) Fail(); Work(); Monitor.Exit(_gate);")]
    [InlineData("_slots.Wait(10); Work(); _slots.Release();")]
    [InlineData("var taken = false; _spin.Enter(ref taken); try { Work(); } finally { if (taken) _spin.Exit(); }")]
    public Task The_section_runs_only_with_the_lock(string body) => Rule.IsSilentOn(Source.Method(
        body, members: "[System.Diagnostics.CodeAnalysis.DoesNotReturn] private static void Fail() => throw new TimeoutException();"));

    [Theory]
    [InlineData("bool", "return Monitor.TryEnter(_gate);")]
    [InlineData("bool", "var got = Monitor.TryEnter(_gate); Console.WriteLine(got); return got;")]
    public Task The_caller_looks_at_the_result(string type, string body) => Rule.IsSilentOn(Source.Method(body, type, "public void End() => Monitor.Exit(_gate);"));

    [Fact]
    public Task The_story_names_what_runs_without_it() => Rule.Explains(
        Source.Method("[|Monitor.TryEnter(_gate, 100)|];\ntry\n{\n    Work();\n}\nfinally\n{\n    Monitor.Exit(_gate);\n}"),
        """
        Test0.cs(17): Nothing depends on whether '_gate' was acquired here: what follows also runs without it
            Test0.cs(20): Work()
            Test0.cs(24): Monitor.Exit(_gate)
        """);

    [Fact]
    public Task To_throw_when_the_time_is_up_comes_first() => Rule.Fixes(
        Source.Method("[|Monitor.TryEnter(_gate, 100)|]; // soon\n        try\n        {\n            Work();\n        }\n        finally\n        {\n            Monitor.Exit(_gate);\n        }"),
        Source.Method("if (!Monitor.TryEnter(_gate, 100)) // soon\n            throw new TimeoutException();\n        try\n        {\n            Work();\n        }\n        finally\n        {\n            Monitor.Exit(_gate);\n        }"));

    [Fact]
    public Task The_section_gets_a_condition() => Rule.Fixes(
        Source.Method("[|_rw.TryEnterWriteLock(100)|]; // soon\n        try\n        {\n            Work();\n        }\n        finally\n        {\n            _rw.ExitWriteLock();\n        }"),
        Source.Method("if (_rw.TryEnterWriteLock(100)) // soon\n        {\n            try\n            {\n                Work();\n            }\n            finally\n            {\n                _rw.ExitWriteLock();\n            }\n        }"),
        OnlyIfAcquired);

    [Fact]
    public Task Up_to_the_release_and_no_further() => Rule.Fixes(
        Source.Method("[|_lock.TryEnter()|];\n        _count++;\n        _lock.Exit();\n        Work();"),
        Source.Method("if (_lock.TryEnter())\n        {\n            _count++;\n            _lock.Exit();\n        }\n\n        Work();"));

    [Fact]
    public Task A_result_that_is_kept_may_mean_something_else() => Rule.ReportsWithoutFix(Source.Method(
        "var got = [|_mutex.WaitOne(1000)|]; Work(); _mutex.ReleaseMutex(); Console.WriteLine(got);"));

    [Fact]
    public Task Where_something_has_to_be_returned_it_throws() => Rule.FixAll(
        Source.Method("[|_mutex.WaitOne(1000)|]; // soon\n        try\n        {\n            return count;\n        }\n        finally\n        {\n            _mutex.ReleaseMutex();\n        }", "int"),
        Source.Method("if (!_mutex.WaitOne(1000)) // soon\n            throw new TimeoutException();\n        try\n        {\n            return count;\n        }\n        finally\n        {\n            _mutex.ReleaseMutex();\n        }", "int"));

    [Fact]
    public Task Without_a_time_nothing_is_late() => Rule.DoesNotOffer(Source.Method("[|Monitor.TryEnter(_gate)|]; _count++; Monitor.Exit(_gate);"), "Throw when the time is up");
}
