using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<HeldAtReturnAnalyzer, ReleaseInFinallyFix>;

public sealed class HeldAtReturnTests
{
    private const string Pair = "private void Begin() => Monitor.Enter(_gate); private void End() => Monitor.Exit(_gate);";

    [Theory]
    [InlineData("if (![|Monitor.TryEnter(_gate)|]) return false; if (flag) return false; _count++; return true;")]
    [InlineData("[|Monitor.Enter(_gate)|]; if (flag) return false; _count++; return true;")]
    public Task A_finally_would_take_back_what_the_caller_was_told_of(string body) => Rule.ReportsWithoutFix(Source.Method(body, "bool", "private void End() => Monitor.Exit(_gate);"));

    [Theory]
    [InlineData("[|Monitor.Enter(_gate)|]; if (flag) return; _count++; Monitor.Exit(_gate);")]
    [InlineData("[|Monitor.Enter(_gate)|]; if (flag) Monitor.Exit(_gate);")]
    [InlineData("[|_lock.Enter()|]; if (_count > 0) { _lock.Exit(); return; } _count++;")]
    [InlineData("[|_rw.EnterReadLock()|]; switch (count) { case 0: _rw.ExitReadLock(); break; case 1: _count = 1; break; default: _rw.ExitReadLock(); break; }")]
    [InlineData("[|_mutex.WaitOne()|]; if (!flag) return; _mutex.ReleaseMutex();")]
    [InlineData("var taken = false; [|_spin.Enter(ref taken)|]; if (flag) return; if (taken) _spin.Exit();")]
    [InlineData("foreach (var item in _items) { [|_rw.EnterWriteLock()|]; if (item == count) return; _rw.ExitWriteLock(); }")]
    [InlineData("if (![|Monitor.TryEnter(_gate, 100)|]) return; if (flag) return; Monitor.Exit(_gate);")]
    [InlineData("[|_rw.EnterUpgradeableReadLock()|]; try { if (flag) return; Work(); } catch { _rw.ExitUpgradeableReadLock(); throw; } _rw.ExitUpgradeableReadLock();")]
    [InlineData("[|_old.AcquireWriterLock(-1)|]; if (flag) return; _old.ReleaseWriterLock();")]
    [InlineData("var scope = [|_lock.EnterScope()|]; if (flag) return; scope.Dispose();")]
    [InlineData("while (true) { [|Monitor.Enter(_gate)|]; if (Ready()) break; Monitor.Exit(_gate); }")]
    [InlineData("Action later = () => { [|Monitor.Enter(_gate)|]; if (flag) return; Monitor.Exit(_gate); }; later();")]
    [InlineData("Inner(); void Inner() { [|Monitor.Enter(_gate)|]; if (flag) return; Monitor.Exit(_gate); }")]
    [InlineData("[|Monitor.Enter(_gate)|]; try { Work(); } catch (IOException) { return; } Monitor.Exit(_gate);")]
    [InlineData("for (var i = 0; i < count; i++) { [|_rw.EnterWriteLock()|]; if (i == 3) continue; _count++; _rw.ExitWriteLock(); }")]
    [InlineData("foreach (var item in all) { var taken = false; [|_spin.Enter(ref taken)|]; if (flag) continue; _count++; _spin.Exit(); }")]
    public Task A_path_keeps_the_lock(string body) => Rule.Reports(Source.Method(body));

    private const string Asked = """
        private void Ask(out bool done) => done = _open;
        private (bool Done, int Count) Answer() => (_open, _count);
        private object Find() => _open;
        """;

    /// <summary>A loop, up to where each turn has another <c>done</c>.</summary>
    public static TheoryData<string> Turns =>
    [
        "while (true) { Ask(out var done);",
        "while (true) { Ask(out bool done);",
        "while (true) { var (done, n) = Answer();",
        "while (true) { (var done, _) = Answer();",
        "bool done; int n; while (true) { (done, n) = Answer();",
        "bool done; var n = 0; while (true) { ((done, _), n) = (Answer(), n + 1);",
        "while (true) { if (Find() is not bool done) continue;",
        "while (true) { if (Answer() is not (var done, > 3)) continue;",
        "while (true) { if (Answer() is not { Count: > 3, Done: var done }) continue;",
    ];

    [Theory]
    [MemberData(nameof(Turns))]
    public Task What_was_asked_for_is_another_on_the_next_turn(string turn) => Rule.Reports(Source.Method(
        "var held = false; " + turn + " if (done) return; if (!held) { [|Monitor.Enter(_gate)|]; held = true; } if (!done) Work(); else Monitor.Exit(_gate); }", members: Asked));

    [Theory]
    [MemberData(nameof(Turns))]
    public async Task What_was_asked_for_stays_so_in_one_turn(string turn)
    {
        await Rule.IsSilentOn(Source.Method(turn + " if (done) Monitor.Enter(_gate); Work(); if (done) Monitor.Exit(_gate); if (flag) return; }", members: Asked));
        await Rule.IsSilentOn(Source.Method(
            "var held = false; " + turn + " if (done) { if (held) Monitor.Exit(_gate); return; } if (!held) { Monitor.Enter(_gate); held = true; } if (!done) Work(); }", members: Asked));
    }

    [Theory]
    [InlineData("var n = 0; var held = false; if (flag) { Monitor.Enter(_gate); (held, n) = (true, 1); } Work(); if (held) Monitor.Exit(_gate);")]
    [InlineData("var mine = true; var other = false; (mine, other) = (other, mine); Monitor.Enter(_gate); if (other) Monitor.Exit(_gate);")]
    public Task Each_variable_gets_its_own_of_several_values(string body) => Rule.IsSilentOn(Source.Method(body));

    [Theory]
    [InlineData("var n = 0; var held = true; [|Monitor.Enter(_gate)|]; (held, n) = (false, 1); if (held) Monitor.Exit(_gate);")]
    [InlineData("var mine = true; var other = false; (mine, other) = (other, mine); [|Monitor.Enter(_gate)|]; if (!other) Monitor.Exit(_gate);")]
    public Task Each_variable_gets_its_own_of_several_values_and_the_lock_is_kept(string body) => Rule.Reports(Source.Method(body));

    [Theory]
    [InlineData("bool", "[|Monitor.Enter(_gate)|]; if (flag) return false; Work(); Monitor.Exit(_gate); return true;")]
    [InlineData("bool", "if (![|Monitor.TryEnter(_gate)|]) return false; if (flag) return false; return true;")]
    [InlineData("bool", "[|Monitor.Enter(_gate)|]; if (_open) return true; return false;")]
    [InlineData("object?", "[|Monitor.Enter(_gate)|]; if (_open) return null; return new object();")]
    [InlineData("bool", "[|Monitor.Enter(_gate)|]; if (flag) return true; Monitor.Exit(_gate); return true;")]
    [InlineData("int", "[|_rw.EnterReadLock()|]; if (flag) return 1; _rw.ExitReadLock(); return 2;")]
    public Task The_caller_is_not_told(string type, string body) => Rule.Reports(Source.Method(body, type, "private void End() => Monitor.Exit(_gate);"));

    [Theory]
    [InlineData("[|Begin()|]; if (flag) return; End();")]
    [InlineData("if (flag) { [|Begin()|]; return; } Begin(); End();")]
    [InlineData("[|Begin()|]; Work();")]
    public Task The_caller_of_a_wrapper_has_to_release(string body) =>
        Rule.Reports(Source.Method(body, members: Pair + "public void Good() { Begin(); try { Work(); } finally { End(); } }"));

    [Fact]
    public Task A_caller_who_gets_no_lease_is_not_told() => Rule.Reports(Source.Method(
        "[|Monitor.Enter(_gate)|]; if (_open) return null; return new Lease(_gate);", "IDisposable?", Lease));

    [Theory]
    [InlineData("Monitor.Enter(_gate); var lease = new Lease(_gate); if (_open) { _kept = lease; return null; } return lease;")]
    [InlineData("Monitor.Enter(_gate); if (_open) { Monitor.Exit(_gate); return null; } return new Lease(_gate);")]
    public Task Who_has_the_lease_releases(string body) => Rule.IsSilentOn(Source.Method(body, "IDisposable?", Lease + "private IDisposable? _kept;"));

    private const string Lease = "private sealed class Lease(object gate) : IDisposable { public void Dispose() => Monitor.Exit(gate); }";

    [Fact]
    public Task What_is_wrong_with_a_wrapper_is_told_there_alone() => Rule.Reports(Source.Method(
        "if (!Try()) return; try { Work(); } finally { End(); }",
        members: "private bool Try() { [|Monitor.Enter(_gate)|]; if (_open) return false; return true; } private void End() => Monitor.Exit(_gate);"));

    [Fact]
    public Task A_lease_that_is_no_interface_is_disposed_all_the_same() => Rule.IsSilentOn(
        """
        readonly ref struct WriteLock
        {
            private readonly ReaderWriterLockSlim _rw;
            public WriteLock(ReaderWriterLockSlim rw) { _rw = rw; rw.EnterWriteLock(); }
            public void Dispose() => _rw.ExitWriteLock();
        }

        class Counter
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _n;
            public void Up() { using var held = new WriteLock(_rw); _n++; }
            public void Down() { var held = new WriteLock(_rw); try { _n--; } finally { held.Dispose(); } }
        }
        """);

    [Fact]
    public Task Nothing_in_the_compilation_ever_releases_it() => Rule.Reports(Source.Method("[|Monitor.Enter(_gate)|]; _count++;"));

    [Theory]
    [InlineData("public void Lock() { [|Monitor.Enter(this)|]; _count++; }")]
    [InlineData("internal void Lock() { [|Monitor.Enter(this)|]; }")]
    [InlineData("public int Lock() { [|Monitor.Enter(this)|]; try { return 1; } finally { Work(); } }")]
    [InlineData("public void Lock() { [|Monitor.Enter(this)|]; } public void Use() { Lock(); Work(); }")]
    [InlineData("private void Lock() { Monitor.Enter(this); } public void Use() { [|Lock()|]; Work(); }")]
    [InlineData("public void Lock() { [|Monitor.Enter(this)|]; } public void Unlock() => Monitor.Exit(_gate);")]
    [InlineData("public void Lock() { [|Monitor.Enter(this)|]; } public void Use(D other) { Monitor.Enter(other); Monitor.Exit(other); lock (this) Work(); }")]
    [InlineData("public void Lock() { [|Monitor.Enter(this)|]; } public void Unlock(string other) => Monitor.Exit(other);")]
    [InlineData("public void Lock() { [|Monitor.Enter(this)|]; } private static void Leave(object o) => Monitor.Exit(o); public void Close() => Leave(_gate); public void Open() => Monitor.Enter(_gate);")]
    [InlineData("} public static class Locks { public static void Take(object o) => Monitor.Enter(o); public static void Leave(object o) => Monitor.Exit(o); } public class E { public void Lock() { [|Locks.Take(this)|]; Console.WriteLine(); } public void Use() { Locks.Take(this); try { Console.WriteLine(); } finally { Locks.Leave(this); } }")]
    [InlineData("public void Lock() { [|Monitor.Enter(this)|]; } } public class Table { private readonly object[] _gates = [new(), new()]; private int _at; public void Use(int n) { Monitor.Enter(_gates[_at]); _at++; Monitor.Exit(_gates[_at]); } public void All() { for (var i = 0; i < 2; i++) Monitor.Enter(_gates[i]); } public void None() { for (var i = 0; i < 2; i++) Monitor.Exit(_gates[i]); }")]
    [InlineData("} public class E : D, IDisposable { public void Dispose() => Dispose(true); protected virtual void Dispose(bool all) { } } public class F : E { protected override void Dispose(bool all) { [|Monitor.Enter(this)|]; }")]
    [InlineData("private readonly Dictionary<int, int> _items = []; public void Add(int item) { [|Monitor.Enter(_items)|]; _items[item] = item; } public int Count => _items.Count;")]
    [InlineData("private readonly object _root = new(); public object Root => _root; public void Lock() { [|Monitor.Enter(_root)|]; } } public struct Token(ReaderWriterLockSlim rw) { public void Close() => rw.ExitReadLock();")]
    [InlineData("private readonly Dictionary<int, int> _items = []; protected void Add(int item) { [|Monitor.Enter(_items)|]; _items[item] = item; }")]
    [InlineData("protected readonly ReaderWriterLockSlim _rw = new(); private readonly ReaderWriterLockSlim _other = new(); public void Read() { [|_rw.EnterReadLock()|]; } public void Close() => _other.ExitReadLock();")]
    [InlineData("} public class E { private readonly D _d = new(); private readonly D _e; public E(D e) => _e = e; public void Use() { [|Monitor.Enter(_d)|]; _e.GetHashCode(); _d.GetHashCode(); }")]
    [InlineData("public void Lock() { [|Monitor.Enter(this)|]; } } public class E { private readonly D _d = new(); private void Lock() => _d.Lock(); public void Use() { Lock(); Console.WriteLine(); }")]
    public Task Nobody_ever_releases_what_others_may_have_too(string members) => Rule.Reports(Own(members));

    [Theory]
    [InlineData("public void Lock() { Monitor.Enter(this); } public void Unlock() { Monitor.Exit(this); }")]
    [InlineData("public void Lock() { Monitor.Enter(this); } public static void Unlock(D other) { Monitor.Exit(other); }")]
    [InlineData("public void Lock() { Monitor.Enter(this); } public static void Unlock(object other) { Monitor.Exit(other); }")]
    [InlineData("public void Lock() { Monitor.Enter(this); } public static void Unlock(IDisposable other) { Monitor.Exit(other); }")]
    [InlineData("public void Lock() { Monitor.Enter(this); } public static void Unlock<T>(T other) where T : class { Monitor.Exit(other); }")]
    [InlineData("public void Lock() { Monitor.Enter(this); } public static void Unlock(List<object> all) { foreach (var one in all) Monitor.Exit(one); }")]
    [InlineData("private D? _next; public void Lock() { Monitor.Enter(this); } public void Unlock() { Monitor.Exit(_next!); }")]
    [InlineData("private object? _root; public D() => _root = this; public void Lock() { Monitor.Enter(this); } public void Unlock() { Monitor.Exit(_root!); }")]
    [InlineData("private object Root => this; public void Lock() { Monitor.Enter(this); } public void Unlock() { Monitor.Exit(Root); }")]
    [InlineData("public void Lock() { Monitor.Enter(this); } } public class E : D { public void Unlock() => Monitor.Exit(this);")]
    [InlineData("} public class E : D { public void Lock() => Monitor.Enter(this); } public static class F { public static void Unlock(D other) => Monitor.Exit(other);")]
    [InlineData("public void Lock() { Monitor.Enter(this); } } public class User(D d) { public void Done() => Monitor.Exit(d);")]
    [InlineData("private static void Leave(object o) => Monitor.Exit(o); public void Lock() { Monitor.Enter(this); } public void Unlock() => Leave(this);")]
    [InlineData("protected void Lock() { Monitor.Enter(this); }")]
    [InlineData("protected readonly object Sync = new(); protected void Lock() { Monitor.Enter(Sync); }")]
    [InlineData("public bool TryLock() => Monitor.TryEnter(this);")]
    [InlineData("public void Lock() { Monitor.Enter(this); Task.Run(() => { Work(); Monitor.Exit(this); }); }")]
    [InlineData("public void Lock() { Monitor.Enter(this); } } public class E : D { public void Take() { Monitor.Enter(this); } public static void Unlock(D other) { Monitor.Exit(other); }")]
    [InlineData("public void Lock() { Monitor.Enter(this); } } public class E { private readonly D _d = new(); public void Begin() => _d.Lock(); public void End() => Monitor.Exit(_d);")]
    [InlineData("public readonly object Sync = new(); public void Lock() { Monitor.Enter(Sync); } } public class E(object gate) { public void Done() => Monitor.Exit(gate);")]
    [InlineData("public readonly Dictionary<int, int> Items = []; public void Lock() { Monitor.Enter(Items); } } public class E { public void Done(Dictionary<int, int> items) => Monitor.Exit(items);")]
    [InlineData("} public class E { public void Lock(D d) { Monitor.Enter(d); }")]
    [InlineData("} public class E { public void Lock(System.Collections.ICollection d) { Monitor.Enter(d.SyncRoot); }")]
    public Task Somebody_may_release_what_others_may_have_too(string members) => Rule.IsSilentOn(Own(members));

    private static string Own(string members) =>
        "public class D { private readonly object _gate = new(); private int _count; private void Work() => Console.WriteLine(_count); " + members + " }";

    [Theory]
    [InlineData("Monitor.Enter(_gate); try { if (flag) return; Work(); } finally { Monitor.Exit(_gate); }")]
    [InlineData("lock (_gate) { if (flag) return; Work(); }")]
    [InlineData("using (_lock.EnterScope()) { if (flag) return; }")]
    [InlineData("if (flag) Monitor.Enter(_gate); Work(); if (flag) Monitor.Exit(_gate);")]
    [InlineData("var taken = false; try { Monitor.TryEnter(_gate, 10, ref taken); if (!taken) return; Work(); } finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("if (count > 0) _rw.EnterWriteLock(); else _rw.EnterReadLock(); try { Work(); } finally { if (count > 0) _rw.ExitWriteLock(); else _rw.ExitReadLock(); }")]
    [InlineData("_rw.EnterReadLock(); try { Work(); } finally { if (_rw.IsReadLockHeld) _rw.ExitReadLock(); }")]
    [InlineData("var got = _mutex.WaitOne(10); if (!got) return; try { Work(); } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("Monitor.Enter(_gate); Task.Run(() => Work()).ContinueWith(_ => Monitor.Exit(_gate));")]
    [InlineData("foreach (var o in all) Monitor.Enter(o); Work(); foreach (var o in all) Monitor.Exit(o);")]
    [InlineData("for (var i = 0; i < count; i++) _rw.EnterReadLock(); for (var i = 0; i < count; i++) _rw.ExitReadLock();")]
    [InlineData("_old.AcquireReaderLock(10); try { var cookie = _old.UpgradeToWriterLock(10); try { Work(); } finally { _old.DowngradeFromWriterLock(ref cookie); } } finally { _old.ReleaseReaderLock(); }")]
    [InlineData("_slots.Wait(); if (flag) return; _slots.Release();")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } catch { Monitor.Exit(_gate); throw; } Monitor.Exit(_gate);")]
    [InlineData("switch (count) { case 1: _rw.EnterReadLock(); break; case 2: _rw.EnterWriteLock(); break; } Work(); switch (count) { case 1: _rw.ExitReadLock(); break; case 2: _rw.ExitWriteLock(); break; }")]
    public Task Every_path_releases(string body) => Rule.IsSilentOn(Source.Method(body));

    [Theory]
    [InlineData("bool", "return Monitor.TryEnter(_gate);")]
    [InlineData("bool", "if (!Monitor.TryEnter(_gate)) return false; if (flag) { Monitor.Exit(_gate); return false; } return true;")]
    [InlineData("object?", "if (!Monitor.TryEnter(_gate)) return null; return new object();")]
    [InlineData("void", "Monitor.Enter(_gate);")]
    [InlineData("void", "if (_open) return; Monitor.Enter(_gate); _open = true;")]
    [InlineData("void", "Begin();")]
    public Task A_wrapper_leaves_the_release_to_others(string type, string body) => Rule.IsSilentOn(
        Source.Method(body, type, "public void Begin() => Monitor.Enter(_gate); public void Close() { if (_open) Monitor.Exit(_gate); }"));

    [Fact]
    public Task A_parameter_tells_the_caller() => Rule.IsSilentOn(Source.Method(
        "", members: "public void Take(ref bool taken) { Monitor.TryEnter(_gate, 10, ref taken); } public void Give() => Monitor.Exit(_gate); public void Ask(out bool taken) { if (_open) { taken = false; return; } Monitor.Enter(_gate); taken = true; }"));

    [Fact]
    public Task Constructor_and_Dispose_are_a_pair() => Rule.IsSilentOn(
        """
        sealed class WriteScope : IDisposable
        {
            private readonly ReaderWriterLockSlim _rw;

            public WriteScope(ReaderWriterLockSlim rw)
            {
                _rw = rw;
                if (!_rw.IsWriteLockHeld)
                    _rw.EnterWriteLock();
            }

            public void Dispose() => _rw.ExitWriteLock();
        }
        """);

    [Fact]
    public Task A_lease_returned_takes_the_hold_along() => Rule.IsSilentOn(
        """
        class Cache
        {
            private readonly ReaderWriterLockSlim _rw = new();

            public IDisposable Read()
            {
                _rw.EnterReadLock();
                return new Releaser(_rw);
            }

            public void Use()
            {
                _rw.EnterReadLock();
                using var releaser = new Releaser(_rw);
                Console.WriteLine();
            }

            private sealed class Releaser(ReaderWriterLockSlim rw) : IDisposable
            {
                public void Dispose() => rw.ExitReadLock();
            }
        }
        """);

    [Fact]
    public Task A_mutex_of_the_main_method_tells_of_the_process() => Rule.IsSilentOn(
        """
        using var single = new Mutex(false, "app");
        if (!single.WaitOne(0))
            return;

        Console.WriteLine();
        """);

    [Fact]
    public Task The_story_names_the_release_that_is_not_reached() => Rule.Explains(
        Source.Method("[|Monitor.Enter(_gate)|];\nif (flag)\n    return;\n\nMonitor.Exit(_gate);"),
        """
        Test0.cs(17): '_gate' is still held on a path that returns without reaching the release
            Test0.cs(21): Monitor.Exit(_gate)
        """);

    [Fact]
    public Task Every_way_out_then_releases() => Rule.Fixes(
        Source.Method("[|_rw.EnterReadLock()|];\n        if (flag)\n            return;\n\n        Work();\n        _rw.ExitReadLock();"),
        Source.Method("_rw.EnterReadLock();\n        try\n        {\n            if (flag)\n                return;\n\n            Work();\n        }\n        finally\n        {\n            _rw.ExitReadLock();\n        }"));

    [Fact]
    public Task Releases_before_other_ways_out_go() => Rule.Fixes(
        Source.Method("[|Monitor.Enter(_gate)|];\n        if (count == 1)\n        {\n            Monitor.Exit(_gate);\n            return;\n        }\n\n        if (flag)\n            return;\n\n        Monitor.Exit(_gate);"),
        Source.Method("lock (_gate)\n        {\n            if (count == 1)\n            {\n                return;\n            }\n\n            if (flag)\n                return;\n        }"));

    [Fact]
    public Task Without_a_release_at_the_end_there_is_no_fix() => Rule.ReportsWithoutFix(Source.Method("[|Monitor.Enter(_gate)|]; if (flag) Monitor.Exit(_gate);"));
}
