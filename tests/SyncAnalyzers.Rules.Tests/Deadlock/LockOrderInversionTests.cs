using SyncAnalyzers.CodeFixes.Deadlock;
using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;
using Fix = Verify<LockOrderInversionAnalyzer, LockOrderInversionFix>;

public sealed class LockOrderInversionTests
{
    [Fact]
    public Task The_story_names_both_locks_both_places_and_the_way() => Rule.Explains(
        Scenario.FromSources(
        [
            """
            class Bank
            {
                internal readonly object Gate = new();
                private readonly Ledger _ledger = new();

                void Pay() { lock (Gate) { [|_ledger.Write()|]; } }

                internal void Audit() { lock (Gate) { } }
                internal Ledger Ledger => _ledger;
            }
            """,
            """
            class Ledger
            {
                private static readonly object s_pages = new();

                internal void Write() { lock (s_pages) { } }
                internal void Check(Bank bank) { lock (s_pages) { [|bank.Audit()|]; } }
            }
            """,
        ]),
        """
        Test0.cs(6): 'Ledger.s_pages' is acquired through Ledger.Write while 'Gate' is held, but Ledger.Check (Test1.cs:6) acquires 'bank.Gate' through Bank.Audit while it holds 'Ledger.s_pages': each thread can wait for ever for the lock the other holds
            Test0.cs(6): Gate
            Test0.cs(6): _ledger.Write()
            Test1.cs(5): s_pages
            Test1.cs(6): s_pages
            Test1.cs(6): bank.Audit()
            Test0.cs(8): Gate
        Test1.cs(6): 'bank.Gate' is acquired through Bank.Audit while 'Ledger.s_pages' is held, but Bank.Pay (Test0.cs:6) acquires 'Ledger.s_pages' through Ledger.Write while it holds 'Gate': each thread can wait for ever for the lock the other holds
            Test1.cs(6): s_pages
            Test1.cs(6): bank.Audit()
            Test0.cs(8): Gate
            Test0.cs(6): Gate
            Test0.cs(6): _ledger.Write()
            Test1.cs(5): s_pages
        """);

    [Fact]
    public Task Locks_named_alike_are_told_apart() => Rule.Explains(
        Scenario.FromSources(
        [
            """
            class Bank
            {
                readonly object _gate = new(); readonly Ledger _ledger;
                Bank(Ledger ledger) { _ledger = ledger; ledger.Bank = this; }
                void Pay() { lock (_gate) { [|_ledger.Write()|]; } }
                internal void Audit() { lock (_gate) { } }
            }
            class Ledger
            {
                readonly object _gate = new(); internal Bank? Bank;
                internal void Write() { lock (_gate) { } }
                void Check() { lock (_gate) { [|Bank!.Audit()|]; } }
            }
            """,
        ]),
        """
        Test0.cs(5): '_ledger._gate' is acquired through Ledger.Write while '_gate' is held, but Ledger.Check (line 12) acquires 'Bank._gate' through Bank.Audit while it holds 'Ledger._gate': each thread can wait for ever for the lock the other holds
            Test0.cs(5): _gate
            Test0.cs(5): _ledger.Write()
            Test0.cs(11): _gate
            Test0.cs(12): _gate
            Test0.cs(12): Bank!.Audit()
            Test0.cs(6): _gate
        Test0.cs(12): 'Bank._gate' is acquired through Bank.Audit while '_gate' is held, but Bank.Pay (line 5) acquires '_ledger._gate' through Ledger.Write while it holds 'Bank._gate': each thread can wait for ever for the lock the other holds
            Test0.cs(12): _gate
            Test0.cs(12): Bank!.Audit()
            Test0.cs(6): _gate
            Test0.cs(5): _gate
            Test0.cs(5): _ledger.Write()
            Test0.cs(11): _gate
        """);

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

    [Fact]
    public Task Parent_and_child_that_call_each_other() => Rule.Reports(
        """
        class Parent
        {
            private readonly object _gate = new();
            private readonly Child _child;
            public Parent() => _child = new Child(this);

            public void Update() { lock (_gate) { [|_child.Refresh()|]; } }
            public void Notify() { lock (_gate) { } }
        }
        """,
        """
        class Child(Parent parent)
        {
            private readonly object _gate = new();

            public void Refresh() { lock (_gate) { } }
            public void Change() { lock (_gate) { [|parent.Notify()|]; } }
        }
        """);

    [Fact]
    public Task Through_an_interface_with_one_implementation() => Rule.Reports(
        """
        interface IStore { void Put(); }

        class Store : IStore
        {
            internal static readonly object Gate = new();
            public void Put() { lock (Gate) { } }
        }

        class Cache
        {
            private static readonly object s_gate = new();

            void Fill(IStore store) { lock (s_gate) { [|store.Put()|]; } }
            void Drop() { lock (Store.Gate) { lock ([|s_gate|]) { } } }
        }
        """);

    [Fact]
    public Task Base_classes_partial_types_and_generics() => Rule.Reports(
        """
        abstract class Base
        {
            protected readonly object Gate = new();
            protected void Take() { lock (Gate) { } }
        }

        partial class Derived<T> : Base
        {
            private readonly object _own = new();
            void M() { lock (_own) { [|Take()|]; } }
        }
        """,
        """
        partial class Derived<T>
        {
            void N() { lock (Gate) { lock ([|_own|]) { } } }
        }
        """);

    [Fact]
    public Task An_event_raised_under_a_lock_runs_its_handlers_there() => Rule.Reports(
        """
        class Feed
        {
            private readonly object _gate = new();
            public event Action? Changed;

            public void Publish() { lock (_gate) { Changed?[|.Invoke()|]; } }
            public int Count() { lock (_gate) { return 1; } }
        }
        """,
        """
        class View
        {
            private readonly object _rows = new();
            private readonly Feed _feed;

            public View(Feed feed)
            {
                _feed = feed;
                feed.Changed += Refresh;
            }

            public void Draw() { lock (_rows) { [|_feed.Count()|]; } }
            private void Refresh() { lock (_rows) { } }
        }
        """);

    [Fact]
    public Task A_lock_handed_to_two_types_is_one_lock() => Rule.Reports(
        """
        class Reader(object table, object log)
        {
            public void M() { lock (table) { lock ([|log|]) { } } }
        }

        class Writer
        {
            private readonly object _table, _log;
            public Writer(object table, object log) { _table = table; _log = log; }
            public void N() { lock (_log) { lock ([|_table|]) { } } }
        }

        class Program
        {
            void Start()
            {
                object table = new(), log = new();
                var reader = new Reader(table, log);
                var writer = new Writer(table, log);
                Task.Run(reader.M);
                Task.Run(writer.N);
            }
        }
        """);

    [Fact]
    public Task Locks_handed_over_by_several_owners_stay_apart() => Rule.IsSilentOn(
        """
        class Reader(object table, object log)
        {
            public void M() { lock (table) { lock (log) { } } }
        }

        class Writer(object table, object log)
        {
            public void N() { lock (log) { lock (table) { } } }
        }

        class Program
        {
            private static readonly object s_a = new(), s_b = new(), s_c = new();

            void Start()
            {
                _ = new Reader(s_a, s_b);
                _ = new Writer(s_a, s_c);
            }
        }
        """);

    [Fact]
    public Task Locals_that_two_threads_share() => Rule.Reports(
        """
        class C
        {
            void M()
            {
                var a = new object();
                var b = new object();
                Task.Run(() => { lock (a) { lock ([|b|]) { } } });
                Task.Run(() => { lock (b) { lock ([|a|]) { } } });
            }
        }
        """);

    [Fact]
    public Task Top_level_statements() => Rule.Reports(Scenario.FromSources(
        [
            """
            object a = new(), b = new();
            new Thread(() => { lock (a) { lock ([|b|]) { } } }).Start();
            lock (b) { lock ([|a|]) { } }
            """,
        ]));

    [Fact]
    public Task The_minority_is_swapped() => Fix.Fixes(
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            void M() { lock (_a) { lock ([|_b|]) { } } }
            void N() { lock (_a) { lock ([|_b|]) { } } }

            void O()
            {
                lock (_b) // statistics
                {
                    // entries
                    lock ([|_a|])
                    {
                        Console.WriteLine();
                    }
                }
            }
        }
        """,
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            void M() { lock (_a) { lock (_b) { } } }
            void N() { lock (_a) { lock (_b) { } } }

            void O()
            {
                lock (_a) // statistics
                {
                    // entries
                    lock (_b)
                    {
                        Console.WriteLine();
                    }
                }
            }
        }
        """);

    [Theory]
    [InlineData("void N() { lock (_b) { lock ([|_a|]) { } } }")]
    [InlineData("void N() { lock (_a) { lock ([|_b|]) { } } } void O() { lock (_b) { Console.WriteLine(); lock ([|_a|]) { } } }")]
    [InlineData("void N() { lock (_a) { lock ([|_b|]) { } } } void O() { lock (_b) { [|Take()|]; } } void Take() { lock (_a) { } }")]
    public Task Nothing_is_swapped_where_something_stands_between_or_nobody_is_the_majority(string members) => Fix.ReportsWithoutFix(
        $$"""
        class C
        {
            private readonly object _a = new(), _b = new();

            void M() { lock (_a) { lock ([|_b|]) { } } }
            {{members}}
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

    [Fact]
    public Task Both_locks_of_the_library_are_taken_at_once() => Fix.Fixes(
        WithLibrary("""
        using System.Text;
        using Xunit = System.Object;

        class Ledger
        {
            private static readonly object s_books = new(); // first
            private readonly Lock _page = new Lock();
            private int _count;

            public void Add()
            {
                lock (s_books)
                {
                    lock ([|_page|])
                    {
                        _count++;
                    }
                }
            }

            public void Remove()
            {
                lock (_page)
                lock ([|s_books|])
                {
                    _count--;
                }
            }

            public int Count() { using (_page.EnterScope()) return _count; }
        }
        """),
        WithLibrary("""
        using System.Text;
        using SyncPrimitives;
        using Xunit = System.Object;

        class Ledger
        {
            private static readonly AsyncMutex s_books = new(); // first
            private readonly AsyncMutex _page = new AsyncMutex();
            private int _count;

            public void Add()
            {
                using (MultiLock.EnterScope(s_books, _page))
                {
                    _count++;
                }
            }

            public void Remove()
            {
                using (MultiLock.EnterScope(_page, s_books))
                {
                    _count--;
                }
            }

            public int Count() { using (_page.EnterScope()) return _count; }
        }
        """), "Take both locks with MultiLock");

    [Fact]
    public Task All_pairs_of_the_library_at_once() => Fix.FixAll(
        WithLibrary("""
        class A { readonly object _a = new(), _x = new(); readonly object _b = new(); readonly object _c = new(); void M() { lock (_b) { lock ([|_c|]) { } } } void N() { lock (_c) { lock ([|_b|]) { } } } }
        class B { readonly object _b = new(); readonly object _c = new(); void M() { lock (_b) { lock ([|_c|]) { } } } void N() { lock (_c) { lock ([|_b|]) { } } } }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class A { readonly object _a = new(), _x = new(); readonly AsyncMutex _b = new(); readonly AsyncMutex _c = new(); void M() { using (MultiLock.EnterScope(_b, _c)) { } } void N() { using (MultiLock.EnterScope(_c, _b)) { } } }
        class B { readonly AsyncMutex _b = new(); readonly AsyncMutex _c = new(); void M() { using (MultiLock.EnterScope(_b, _c)) { } } void N() { using (MultiLock.EnterScope(_c, _b)) { } } }
        """), "Take both locks with MultiLock");

    [Theory]
    [InlineData("void N() { lock (_b) { [|Take()|]; } } void Take() { lock (_a) { } }")]
    [InlineData("void N() { lock (_b) { lock ([|_a|]) { lock (_c) { } } } }")]
    [InlineData("void N() { lock (_b) { lock ([|_a|]) { Monitor.Wait(_a); } } }")]
    [InlineData("void N() { lock (_b) { lock ([|_a|]) { Take(); } } } void Take() { lock (_b) { } }")]
    [InlineData("void N() { lock (_b) { lock ([|_a|]) { } } } public object A => _a;")]
    public Task The_locks_are_not_replaced_where_more_is_done_with_them(string members) => Fix.DoesNotOffer(
        WithLibrary("class C { readonly object _a = new(); readonly object _b = new(); readonly object _c = new(); void M() { lock (_a) { lock ([|_b|]) { } } } " + members + " }"),
        "Take both locks with MultiLock");

    private static Scenario WithLibrary(string source) => Scenario.FromSources([source]) with { Libraries = [typeof(SyncPrimitives.MultiLock).Assembly] };
}
