using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Fence = Verify<MissingFenceAnalyzer, MissingFenceFix>;
using Plain = Verify<PlainSpinAnalyzer, PlainSpinFix>;
using Busy = Verify<BusySpinAnalyzer, BusySpinFix>;
using Check = Verify<DoubleCheckAnalyzer, DoubleCheckFix>;
using TwoSteps = Verify<TwoStepLockAnalyzer, TwoStepLockFix>;

public sealed class SpinFixTests
{
    [Fact]
    public Task Plain_reads_become_volatile_reads() => Plain.FixAll(
        """
        class C
        {
            bool _a; static int s_b; readonly int[] _c = new int[2];
            bool IsA => _a;
            void M() { while ([|!_a|]) { } while ([|s_b != 2|]) { } while ([|_c[1] == 0|]) { } while ([|!IsA|]) { } }
            void N() { var stop = false; Task.Run(() => stop = true); while ([|!stop|]) { } }
        }
        """,
        """
        class C
        {
            bool _a; static int s_b; readonly int[] _c = new int[2];
            bool IsA => Volatile.Read(ref _a);
            void M() { while (!Volatile.Read(ref _a)) { } while (Volatile.Read(ref s_b) != 2) { } while (Volatile.Read(ref _c[1]) == 0) { } while (!IsA) { } }
            void N() { var stop = false; Task.Run(() => stop = true); while (!Volatile.Read(ref stop)) { } }
        }
        """);

    [Fact]
    public Task The_field_becomes_volatile() => Plain.Fixes(
        """
        class C
        {
            // Set by Stop.
            private bool _stop;
            void M() { while ([|!_stop|]) { } }
        }
        """,
        """
        class C
        {
            // Set by Stop.
            private volatile bool _stop;
            void M() { while (!_stop) { } }
        }
        """,
        "Make the field volatile");

    [Fact]
    public Task Properties_and_enums_have_no_volatile_read() => Plain.ReportsWithoutFix(
        """
        class C
        {
            bool Done { get; set; } DayOfWeek _a, _day;
            void M() { while ([|!Done|]) { } while ([|_day == DayOfWeek.Monday|]) { } }
        }
        """);

    [Fact]
    public Task Spin_loops_get_a_spin_wait() => Busy.FixAll(
        """
        class C
        {
            volatile bool _ready;

            void M()
            {
                // Until somebody is ready.
                while ([|!_ready|])
                {
                }

                while ([|!_ready|]) ;
            }

            void N(int spin)
            {
                while (true)
                {
                    if ([|_ready|])
                        break;
                }
            }
        }
        """,
        """
        class C
        {
            volatile bool _ready;

            void M()
            {
                // Until somebody is ready.
                var spin = new SpinWait();
                while (!_ready)
                {
                    spin.SpinOnce();
                }

                var spin2 = new SpinWait();
                while (!_ready)
                    spin2.SpinOnce();
            }

            void N(int spin)
            {
                var spin2 = new SpinWait();
                while (true)
                {
                    if (_ready)
                        break;
                    spin2.SpinOnce();
                }
            }
        }
        """);

    [Fact]
    public Task Fences_go_between_store_and_load() => Fence.FixAll(
        """
        class Peterson
        {
            volatile bool _up0, _up1; volatile int _turn;

            void Enter0()
            {
                _up0 = true;
                _turn = 1;
                while ([|_up1|] && _turn == 1)
                    Thread.Yield();
            }

            void Enter1()
            {
                _up1 = true;
                _turn = 0;
                while ([|_up0|] && _turn == 0)
                    Thread.Yield();
            }
        }
        """,
        """
        class Peterson
        {
            volatile bool _up0, _up1; volatile int _turn;

            void Enter0()
            {
                _up0 = true;
                _turn = 1;
                Interlocked.MemoryBarrier();
                while (_up1 && _turn == 1)
                    Thread.Yield();
            }

            void Enter1()
            {
                _up1 = true;
                _turn = 0;
                Interlocked.MemoryBarrier();
                while (_up0 && _turn == 0)
                    Thread.Yield();
            }
        }
        """);

    [Fact]
    public Task Locks_are_taken_in_one_step_and_released_by_a_release() => TwoSteps.Fixes(
        """
        class C
        {
            int _held;

            void Enter()
            {
                while (Volatile.Read(ref _held) != 0)
                    Thread.Yield();
                [|_held = 1|];
            }

            void EnterPlain()
            {
                while (_held != 0)
                    Thread.Yield();
                [|_held = 1|];
            }
        }
        """,
        """
        class C
        {
            int _held;

            void Enter()
            {
                while (Volatile.Read(ref _held) != 0)
                    Thread.Yield();
                [|_held = 1|];
            }

            void EnterPlain()
            {
                while (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
                    Thread.Yield();
            }
        }
        """);

    [Fact]
    public Task Plain_releases_become_volatile_writes() => TwoSteps.FixAll(
        """
        class C
        {
            int _held;
            void Enter() { while (Interlocked.Exchange(ref _held, 1) == 1) Thread.Yield(); }
            void Exit() => [|_held = 0|];
        }
        """,
        """
        class C
        {
            int _held;
            void Enter() { while (Interlocked.Exchange(ref _held, 1) == 1) Thread.Yield(); }
            void Exit() => Volatile.Write(ref _held, 0);
        }
        """);

    [Fact]
    public Task The_check_is_repeated_and_the_flag_becomes_volatile() => Check.FixAll(
        """
        class C
        {
            readonly object _gate = new(); List<int>? _x;
            List<int> M() { if ([|_x == null|]) { lock (_gate) { _x = new List<int>(); } } return _x; }
        }
        """,
        """
        class C
        {
            readonly object _gate = new(); List<int>? _x;
            List<int> M() { if (_x == null) { lock (_gate) { _x ??= new List<int>(); } } return _x; }
        }
        """);

    [Fact]
    public Task A_flag_that_is_set_last_becomes_volatile() => Check.Fixes(
        """
        class C
        {
            readonly object _gate = new(); List<int>? _x;
            bool _done;
            List<int>? M() { if ([|!_done|]) { lock (_gate) { if (!_done) { _x = new List<int>(); _done = true; } } } return _x; }
        }
        """,
        """
        class C
        {
            readonly object _gate = new(); List<int>? _x;
            volatile bool _done;
            List<int>? M() { if (!_done) { lock (_gate) { if (!_done) { _x = new List<int>(); _done = true; } } } return _x; }
        }
        """);

    [Fact]
    public Task The_last_store_becomes_an_exchange() => Fence.FixAll(
        """
        class Peterson
        {
            volatile bool _up0, _up1; volatile int _turn;

            void Enter0()
            {
                _up0 = true;
                _turn = 1; // the other first
                while ([|_up1|] && _turn == 1)
                    Thread.Yield();
            }

            void Enter1()
            {
                _up1 = true;
                _turn = 0;
                while ([|_up0|] && _turn == 0)
                    Thread.Yield();
            }
        }
        class Dekker
        {
            readonly int[] _wants = new int[2]; long _one, _two;

            void Enter(int me)
            {
                Volatile.Write(ref _wants[me], 1);
                while ([|Volatile.Read(ref _wants[1 - me])|] == 1)
                    Thread.Yield();
            }

            bool TryOne() { Volatile.Write(ref _one, 2 * 3); return [|Volatile.Read(ref _two)|] == 0; }
            bool TryTwo() { Volatile.Write(ref _two, 1); return [|Volatile.Read(ref _one)|] == 0; }
        }
        """,
        """
        class Peterson
        {
            volatile bool _up0, _up1; volatile int _turn;

            void Enter0()
            {
                _up0 = true;
                Interlocked.Exchange(ref _turn, 1); // the other first
                while (_up1 && _turn == 1)
                    Thread.Yield();
            }

            void Enter1()
            {
                _up1 = true;
                Interlocked.Exchange(ref _turn, 0);
                while (_up0 && _turn == 0)
                    Thread.Yield();
            }
        }
        class Dekker
        {
            readonly int[] _wants = new int[2]; long _one, _two;

            void Enter(int me)
            {
                Interlocked.Exchange(ref _wants[me], 1);
                while (Volatile.Read(ref _wants[1 - me]) == 1)
                    Thread.Yield();
            }

            bool TryOne() { Interlocked.Exchange(ref _one, 2 * 3); return Volatile.Read(ref _two) == 0; }
            bool TryTwo() { Interlocked.Exchange(ref _two, 1); return Volatile.Read(ref _one) == 0; }
        }
        """,
        "Store with Interlocked.Exchange");

    [Theory]
    [InlineData("_up0 = true; _turn = 1; Work(); while ([|_up1|] && _turn == 1) { }")]
    [InlineData("_up0 = true; Turn = 1; while ([|_up1|] && Turn == 1) { }")]
    [InlineData("_up0 = true; if (_turn == 0) { _turn = 1; } while ([|_up1|] && _turn == 1) { }")]
    [InlineData("_up0 = true; _turn |= 1; while ([|_up1|] && _turn == 1) { }")]
    public Task Another_store_would_still_pass_the_load(string body) => Fence.DoesNotOffer(
        $$"""
        class C
        {
            volatile bool _up0, _up1; volatile int _turn;
            int Turn { get => _turn; set => _turn = value; }
            void Work() { _turn = 1; }
            public void Enter0() { {{body}} }
            public void Enter1() { _up1 = true; _turn = 0; Interlocked.MemoryBarrier(); while (_up0 && _turn == 0) { } }
        }
        """,
        "Store with Interlocked.Exchange");

    [Fact]
    public Task Loops_that_only_look_become_a_call() => Busy.FixAll(
        """
        class C
        {
            volatile bool _ready; volatile int _count; volatile object? _item; volatile float _size;

            void M(int wanted, bool other)
            {
                // Until somebody is ready.
                while ([|!_ready|])
                {
                } // now

                if (other)
                    while ([|_ready|]) ;

                while ([|!(_ready && other)|]) ;
                do { } while ([|_count != wanted|]);
                for (; [|_count < wanted|];) ;
                while ([|_size < 1f|]) ;
                while ([|_item is null|]) ;
                while ([|!_ready || _count == 0|]) { }
            }
        }
        """,
        """
        class C
        {
            volatile bool _ready; volatile int _count; volatile object? _item; volatile float _size;

            void M(int wanted, bool other)
            {
                // Until somebody is ready.
                SpinWait.SpinUntil(() => _ready); // now

                if (other)
                    SpinWait.SpinUntil(() => !_ready);

                SpinWait.SpinUntil(() => _ready && other);
                SpinWait.SpinUntil(() => _count == wanted);
                SpinWait.SpinUntil(() => _count >= wanted);
                SpinWait.SpinUntil(() => !(_size < 1f));
                SpinWait.SpinUntil(() => !(_item is null));
                SpinWait.SpinUntil(() => !(!_ready || _count == 0));
            }
        }
        """,
        "Wait with SpinWait.SpinUntil");

    [Theory]
    [InlineData("class C { volatile bool _ready; void M() { while ([|!_ready|]) { /* until it is */ } } }")]
    [InlineData("class C { volatile bool _ready; void M() { while (true) { if ([|_ready|]) break; } } }")]
    [InlineData("class C { void M(ref bool ready) { while ([|!Volatile.Read(ref ready)|]) { } } }")]
    [InlineData("struct S { volatile bool _ready; void M() { while ([|!_ready|]) { } } }")]
    public Task A_lambda_cannot_look_at_everything(string source) => Busy.DoesNotOffer(source, "Wait with SpinWait.SpinUntil");

    [Fact]
    public Task The_framework_initializes_lazily() => Check.FixAll(
        """
        class C
        {
            private readonly object _gate = new();

            // Made when first wanted.
            private List<int>? _items;
            private volatile string? _name;
            private bool _done;

            List<int> Items()
            {
                // The first one makes it.
                if ([|_items == null|])
                {
                    lock (_gate)
                    {
                        _items = new List<int> { 1, 2 };
                    }
                }

                _items.Add(3);
                return _items;
            }

            string? Name
            {
                get
                {
                    // Once.
                    if ([|!_done|])
                    {
                        lock (_gate)
                        {
                            if (!_done)
                            {
                                _name = Environment.MachineName;
                                _done = true;
                            }
                        }
                    }

                    // By now it is there.
                    return _name;
                }
            }
        }
        class D
        {
            static readonly Lock s_lock = new();
            static DateTime? s_when;
            static int Year() { if ([|s_when == null|]) { using (s_lock.EnterScope()) { if (s_when == null) s_when = DateTime.Now; } } return s_when.Value.Year; }
        }
        """,
        """
        class C
        {
            // Made when first wanted.
            private readonly Lazy<List<int>> _items = new(() => new List<int> { 1, 2 });
            private readonly Lazy<string> _name = new(() => Environment.MachineName);

            List<int> Items()
            {
                // The first one makes it.
                _items.Value.Add(3);
                return _items.Value;
            }

            string? Name
            {
                get
                {
                    // Once.
                    // By now it is there.
                    return _name.Value;
                }
            }
        }
        class D
        {
            static readonly Lazy<DateTime> s_when = new(() => DateTime.Now);
            static int Year() { return s_when.Value.Year; }
        }
        """,
        "Use Lazy<T>");

    [Theory]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); } } return _x; } bool IsMade => _x != null;")]
    [InlineData("List<int>? _x; List<int>? M(int size) { if ([|_x == null|]) { lock (_gate) { _x = new(size); } } return _x; }")]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = Make(); } } return _x; } List<int> Make() => new();")]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); _x.Add(1); } } return _x; }")]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); } } var x = _x; _x = null; return x; }")]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); } /* made */ } return _x; }")]
    [InlineData("List<int>? _x; bool _done; List<int>? M() { if ([|!_done|]) { lock (_gate) { if (!_done) { _x = new(); _done = true; } } } return _x; } void Again() => _done = false;")]
    [InlineData("internal List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); } } return _x; }")]
    [InlineData("List<int>? _x; ref List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new(); } } return ref _x; }")]
    public Task A_lazy_value_would_be_another(string members) => Check.DoesNotOffer("class C { readonly object _gate = new(); " + members + " }", "Use Lazy<T>");

    [Fact]
    public Task The_framework_ensures_that_one_is_published() => Check.FixAll(
        """
        class C
        {
            readonly object _gate = new(); List<int>? _x; int[]? _y; static object? s_z;
            bool IsMade => _x != null;

            List<int> M(int size)
            {
                // The first one makes it.
                if ([|_x == null|])
                {
                    lock (_gate) { _x = new List<int>(size); }
                } // made

                return _x;
            }

            object N() { if ([|s_z is null|]) lock (_gate) s_z = new object(); return s_z; }
        }
        """,
        """
        class C
        {
            readonly object _gate = new(); List<int>? _x; int[]? _y; static object? s_z;
            bool IsMade => _x != null;

            List<int> M(int size)
            {
                // The first one makes it.
                LazyInitializer.EnsureInitialized(ref _x, () => new List<int>(size)); // made

                return _x;
            }

            object N() { LazyInitializer.EnsureInitialized(ref s_z, () => new object()); return s_z; }
        }
        """,
        "Use LazyInitializer.EnsureInitialized");

    [Theory]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = Make(); } } return _x; } List<int> Make() => new();")]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new List<int> { Next() }; } } return _x; } int _next; int Next() => _next++;")]
    [InlineData("List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new List<int>(Next()); } } return _x; } int _next; int Next() => _next++;")]
    [InlineData("volatile List<int>? _x; List<int>? M() { if ([|_x == null|]) { lock (_gate) { _x = new List<int>(); } } return _x; }")]
    [InlineData("List<int>? _x; List<int>? M(ref int size) { if ([|_x == null|]) { lock (_gate) { _x = new List<int>(size); } } return _x; }")]
    [InlineData("List<int>? _x; bool _done; List<int>? M() { if ([|!_done|]) { lock (_gate) { if (!_done) { _x = new(); _done = true; } } } return _x; }")]
    public Task Making_two_must_do_nothing_else(string members) => Check.DoesNotOffer("class C { readonly object _gate = new(); " + members + " }", "Use LazyInitializer.EnsureInitialized");

    [Fact]
    public Task A_loop_that_spins_for_a_flag_waits_for_an_event() => Busy.Fixes(
        """
        class Gate
        {
            private volatile bool _open;
            public void Pass() { while ([|!_open|]) { } }
            public void Open() => _open = true;
        }
        """,
        """
        class Gate
        {
            private readonly ManualResetEventSlim _open = new ManualResetEventSlim();
            public void Pass() { _open.Wait(); }
            public void Open() => _open.Set();
        }
        """,
        "Wait on a ManualResetEventSlim");

    [Fact]
    public Task A_lock_takes_the_place_of_a_protocol() => Fence.Fixes(
        """
        class Peterson
        {
            volatile bool _up0, _up1; volatile int _turn;
            public void Enter0() { _up0 = true; _turn = 1; while ([|_up1|] && _turn == 1) Thread.Yield(); }
            public void Enter1() { _up1 = true; _turn = 0; while ([|_up0|] && _turn == 0) Thread.Yield(); }
            public void Exit0() => _up0 = false;
            public void Exit1() { _up1 = false; }
        }
        """,
        """
        class Peterson
        {
            private readonly object _gate = new object();
            public void Enter0() { Monitor.Enter(_gate); }
            public void Enter1() { Monitor.Enter(_gate); }
            public void Exit0() => Monitor.Exit(_gate);
            public void Exit1() { Monitor.Exit(_gate); }
        }
        """,
        "Use a lock instead");

    [Fact]
    public Task A_lock_takes_the_place_of_one_in_two_steps() => TwoSteps.Fixes(
        """
        class Gate
        {
            private volatile bool _held;

            public void Enter()
            {
                while (_held)
                    Thread.Yield();
                [|_held = true|];
            }

            public void Exit() => _held = false;
        }
        """,
        """
        class Gate
        {
            private readonly object _gate = new object();

            public void Enter()
            {
                Monitor.Enter(_gate);
            }

            public void Exit() => Monitor.Exit(_gate);
        }
        """,
        "Use a lock instead");
}
