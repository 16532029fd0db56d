using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;

public sealed class LockOrderInversionTests
{
    /// <summary>Every way of taking a lock is an acquisition: the second method takes the same two the other way round.</summary>
    [Theory]
    [InlineData("lock (_a) { lock ([|_b|]) { } }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("lock (_a) { lock ([|_b|]) { } }", "Monitor.Enter(_b); try { [|Monitor.Enter(_a)|]; try { } finally { Monitor.Exit(_a); } } finally { Monitor.Exit(_b); }")]
    [InlineData("lock (_a) { lock ([|_b|]) { } }", "bool t = false; try { Monitor.Enter(_b, ref t); lock ([|_a|]) { } } finally { if (t) Monitor.Exit(_b); }")]
    [InlineData("lock (_a) { lock ([|_b|]) { } }", "if (Monitor.TryEnter(_b)) { try { lock ([|_a|]) { } } finally { Monitor.Exit(_b); } }")]
    [InlineData("lock (_a) { lock ([|_b|]) { } }", "if (Monitor.TryEnter(_b, 100)) { try { [|Monitor.TryEnter(_a, Timeout.Infinite)|]; Monitor.Exit(_a); } finally { Monitor.Exit(_b); } }")]
    [InlineData("lock (_la) { lock ([|_lb|]) { } }", "lock (_lb) { using ([|_la.EnterScope()|]) { } }")]
    [InlineData("lock (_la) { lock ([|_b|]) { } }", "lock (_b) { [|_la.Enter()|]; try { } finally { _la.Exit(); } }")]
    [InlineData("lock (_a) { [|_m.WaitOne()|]; _m.ReleaseMutex(); }", "_m.WaitOne(); lock ([|_a|]) { } _m.ReleaseMutex();")]
    [InlineData("lock (_a) { [|_s.Wait()|]; _s.Release(); }", "_s.Wait(); lock ([|_a|]) { } _s.Release();")]
    [InlineData("lock (_a) { bool t = false; [|_spin.Enter(ref t)|]; _spin.Exit(); }", "bool t = false; _spin.Enter(ref t); lock ([|_a|]) { } _spin.Exit();")]
    [InlineData("_rw.EnterWriteLock(); lock ([|_a|]) { } _rw.ExitWriteLock();", "lock (_a) { [|_rw.EnterWriteLock()|]; _rw.ExitWriteLock(); }")]
    [InlineData("_rw.EnterReadLock(); lock ([|_a|]) { } _rw.ExitReadLock();", "lock (_a) { [|_rw.EnterWriteLock()|]; _rw.ExitWriteLock(); }")]
    [InlineData("_rw.EnterUpgradeableReadLock(); lock ([|_a|]) { } _rw.ExitUpgradeableReadLock();", "lock (_a) { [|_rw.EnterUpgradeableReadLock()|]; _rw.ExitUpgradeableReadLock(); }")]
    [InlineData("_old.AcquireWriterLock(-1); lock ([|_a|]) { } _old.ReleaseWriterLock();", "lock (_a) { [|_old.AcquireWriterLock(Timeout.Infinite)|]; _old.ReleaseWriterLock(); }")]
    [InlineData("lock (s_a) { lock ([|_b|]) { } }", "lock (_b) { lock ([|s_a|]) { } }")]
    [InlineData("lock (typeof(C)) { lock ([|_b|]) { } }", "lock (_b) { lock ([|typeof(C)|]) { } }")]
    [InlineData("lock (this) { lock ([|_b|]) { } }", "lock (_b) { lock ([|this|]) { } }")]
    [InlineData("lock (_a) { [|TakeB()|]; }", "lock (_b) { [|TakeA()|]; }")]
    [InlineData("lock (_a) { [|Twice()|]; }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("lock (_a) { _ = [|B|]; }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("lock (_a) { _ = [|this[0]|]; }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("lock (s_a) { [|new Taker()|]; }", "Taker.Opposite();")]
    [InlineData("var gate = _a; lock (gate) { lock ([|_b|]) { } }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("lock (Root) { lock ([|_b|]) { } }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("lock (_a) { void F() { lock (_b) { } } [|F()|]; }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("lock (_a) { for (var i = 0; i < 3; i++) { if (i == 1) continue; lock ([|_b|]) { } } }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("Begin(); try { lock ([|_b|]) { } } finally { End(); }", "lock (_b) { [|Begin()|]; End(); }")]
    public Task Opposite_orders(string one, string other) => Rule.Reports(Members(one, other));

    [Theory]
    [InlineData("lock (_a) { [|_items.ForEach(x => { lock (_b) { } })|]; }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("lock (_a) { _ = [|_items.Any(x => { lock (_b) { return true; } })|]; }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("lock (_a) { foreach (var x in [|_items.Where(x => { lock (_b) { return true; } })|]) { } }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("lock (_a) { _ = [|_map.GetOrAdd(1, x => { lock (_b) { return x; } })|]; }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("lock (_a) { [|((Action)(() => { lock (_b) { } }))()|]; }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("Action f = () => { lock (_b) { } }; lock (_a) { [|f()|]; }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("lock (_a) { [|Run(() => { lock (_b) { } })|]; }", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("[|Locked(_a, () => { lock (_b) { } })|];", "lock (_b) { lock ([|_a|]) { } }")]
    [InlineData("[|Both(_a, _b)|];", "[|Both(_b, _a)|];")]
    public Task Functions_that_run_on_the_spot(string one, string other) => Rule.Reports(Members(one, other));

    [Theory]
    // One order.
    [InlineData("lock (_a) { lock (_b) { } }", "lock (_a) { lock (_b) { } }")]
    [InlineData("lock (_a) { } lock (_b) { }", "lock (_b) { } lock (_a) { }")]
    [InlineData("lock (_a) { lock (_b) { lock (_a) { } } }", "lock (_a) { lock (_b) { } }")]
    [InlineData("lock (_a) { lock (_b) { TakeA(); } }", "lock (_a) { TakeB(); }")]
    // A gate around both.
    [InlineData("lock (s_a) { lock (_a) { lock (_b) { } } }", "lock (s_a) { lock (_b) { lock (_a) { } } }")]
    [InlineData("lock (_c) { lock (_a) { lock (_b) { } } }", "lock (_c) { lock (_b) { TakeA(); } }")]
    [InlineData("lock (_c) { Inner(); }", "lock (_c) { lock (_e) { lock (_d) { } } }")]
    // A try gives up.
    [InlineData("lock (_a) { lock (_b) { } }", "lock (_b) { if (Monitor.TryEnter(_a)) Monitor.Exit(_a); }")]
    [InlineData("lock (_a) { lock (_b) { } }", "lock (_b) { if (Monitor.TryEnter(_a, 100)) Monitor.Exit(_a); }")]
    [InlineData("lock (_a) { lock (_b) { } }", "lock (_b) { if (Monitor.TryEnter(_a, TimeSpan.FromSeconds(1))) Monitor.Exit(_a); }")]
    [InlineData("lock (_a) { _s.Wait(); _s.Release(); }", "if (_s.Wait(10)) { _s.Release(); } lock (_a) { }")]
    // Readers let each other in, and no writer stands between them.
    [InlineData("_rw.EnterReadLock(); _rw2.EnterReadLock(); _rw2.ExitReadLock(); _rw.ExitReadLock();", "_rw2.EnterReadLock(); _rw.EnterReadLock(); _rw.ExitReadLock(); _rw2.ExitReadLock();")]
    // On another thread, later.
    [InlineData("lock (_a) { Task.Run(() => { lock (_b) { } }); }", "lock (_b) { lock (_a) { } }")]
    [InlineData("lock (_a) { new Thread(() => { lock (_b) { } }).Start(); }", "lock (_b) { lock (_a) { } }")]
    [InlineData("lock (_a) { Changed += () => { lock (_b) { } }; }", "lock (_b) { lock (_a) { } }")]
    [InlineData("lock (_a) { _later = () => { lock (_b) { } }; }", "lock (_b) { lock (_a) { } }")]
    [InlineData("lock (_a) { _timer = new Timer(_ => { lock (_b) { } }); }", "lock (_b) { lock (_a) { } }")]
    // Released before.
    [InlineData("Monitor.Enter(_a); Monitor.Exit(_a); lock (_b) { }", "lock (_b) { lock (_a) { } }")]
    [InlineData("if (!Monitor.TryEnter(_a)) { lock (_b) { } return; } Monitor.Exit(_a);", "lock (_b) { lock (_a) { } }")]
    [InlineData("lock (_b) { Monitor.Exit(_b); try { lock (_a) { } } finally { Monitor.Enter(_b); } }", "lock (_a) { lock (_b) { } }")]
    // Not locks: a semaphore with several permits, one that is a signal.
    [InlineData("lock (_a) { _many.Wait(); _many.Release(); }", "_many.Wait(); lock (_a) { } _many.Release();")]
    [InlineData("lock (_a) { _signal.Wait(); }", "_signal.Wait(); lock (_a) { }")]
    // Nobody else can have it.
    [InlineData("lock (_a) { var o = new C(); lock (o._b) { } }", "lock (_b) { lock (_a) { } }")]
    // Two objects that have nothing to do with each other.
    [InlineData("lock (_a) { lock (_b) { } }", "lock (_b) { lock (_other._a) { } }")]
    public Task Orders_that_are_safe(string one, string other) => Rule.IsSilentOn(Members(one, other).Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));

    [Fact]
    public Task A_gate_of_each_instance_does_not_guard_static_locks() => Rule.Reports(
        """
        class C
        {
            private static readonly object s_a = new(), s_b = new();
            private readonly object _gate = new();

            void M() { lock (_gate) { lock (s_a) { lock ([|s_b|]) { } } } }
            void N() { lock (_gate) { lock (s_b) { lock ([|s_a|]) { } } } }
        }
        """);

    [Fact]
    public Task Readers_with_writers_between_them() => Rule.Reports(
        """
        class C
        {
            private readonly ReaderWriterLockSlim _a = new(), _b = new();

            void M() { _a.EnterReadLock(); [|_b.EnterReadLock()|]; _b.ExitReadLock(); _a.ExitReadLock(); }
            void N() { _b.EnterReadLock(); [|_a.EnterReadLock()|]; _a.ExitReadLock(); _b.ExitReadLock(); }
            void O() { _a.EnterWriteLock(); _a.ExitWriteLock(); }
            void P() { _b.EnterWriteLock(); _b.ExitWriteLock(); }
        }
        """);

    [Fact]
    public Task Three_locks_in_a_circle() => Rule.Reports(
        """
        class C
        {
            private readonly object _a = new(), _b = new(), _c = new();

            void M() { lock (_a) { lock ([|_b|]) { } } }
            void N() { lock (_b) { lock ([|_c|]) { } } }
            void O() { lock (_c) { lock ([|_a|]) { } } }
        }
        """);

    [Fact]
    public Task A_constructor_runs_before_its_object_is_shared() => Rule.IsSilentOn(
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            C() { lock (_b) { lock (_a) { } } }
            void M() { lock (_a) { lock (_b) { } } }
        }
        """);

    private static string Members(string one, string other) =>
        $$"""
        class C
        {
            private static readonly object s_a = new();
            private readonly object _a = new(), _b = new(), _c = new(), _d = new(), _e = new();
            private readonly Lock _la = new(), _lb = new();
            private readonly Mutex _m = new();
            private readonly SemaphoreSlim _s = new(1, 1), _many = new(4), _signal = new(0);
            private readonly ReaderWriterLockSlim _rw = new(), _rw2 = new();
            private readonly ReaderWriterLock _old = new();
            private SpinLock _spin = new();
            private readonly List<int> _items = new();
            private readonly ConcurrentDictionary<int, int> _map = new();
            private C _other = null!;
            private event Action? Changed;
            private Action? _later;
            private Timer? _timer;

            public void One() { {{one}} }
            public void Other() { {{other}} }

            private object Root => _a;
            private int B { get { lock (_b) { return 1; } } }
            private int this[int i] { get { lock (_b) { return i; } } }
            private void TakeA() { lock (_a) { } }
            private void TakeB() { lock (_b) { } }
            private void Twice() => TakeB();
            private void Inner() { lock (_d) { lock (_e) { } } }
            private void Begin() => Monitor.Enter(_a);
            private void End() => Monitor.Exit(_a);
            private static void Run(Action f) => f();
            private static void Locked(object gate, Action f) { lock (gate) { f(); } }
            private static void Both(object x, object y) { lock (x) { lock (y) { } } }

            private class Taker
            {
                private static readonly object s_t = new();
                public Taker() { lock (s_t) { } }
                public static void Opposite() { lock (s_t) { lock ({{(other.Contains("Opposite", StringComparison.Ordinal) ? "[|s_a|]" : "s_t")}}) { } } }
            }
        }
        """;
}
