using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<HandshakeDeadlockAnalyzer, HandshakeDeadlockFix>;

public sealed class HandshakeDeadlockTests
{
    [Theory]
    [InlineData("_up0 = true; while ([|_up1|]) { } _n++; _up0 = false;", "_up1 = true; while ([|_up0|]) { } _n++; _up1 = false;")]
    [InlineData("_up0 = true; Interlocked.MemoryBarrier(); while ([|_up1|]) Thread.Yield(); _n++; _up0 = false;", "_up1 = true; Interlocked.MemoryBarrier(); while ([|_up0 == true|]) Thread.Sleep(1); _up1 = false;")]
    [InlineData("_up0 = true; do { Thread.SpinWait(1); } while ([|_up1|]);", "_up1 = true; while (true) { if ([|!_up0|]) break; }")]
    [InlineData("_up0 = true; again: if ([|_up1|]) goto again;", "_up1 = true; for (; [|_up0|]; ) { }")]
    [InlineData("_up0 = true; SpinWait.SpinUntil(() => [|!_up1|]);", "_up1 = true; SpinWait.SpinUntil(() => [|!_up0|]);")]
    [InlineData("Raise(); while ([|IsUp1()|]) { }", "_up1 = true; while ([|IsUp0|]) { }")]
    [InlineData("_up0 = true; [|WaitFor1()|];", "_up1 = true; while ([|_up0|]) { }")]
    public Task Each_waits_with_its_own_flag_up(string one, string two) => Rule.Reports(Sides(one, two));

    [Fact]
    public Task One_method_with_an_index() => Rule.Reports(
        """
        class C
        {
            readonly bool[] _up = new bool[2];
            void Enter(int me)
            {
                Volatile.Write(ref _up[me], true);
                Interlocked.MemoryBarrier();
                while ([|Volatile.Read(ref _up[1 - me])|]) Thread.Yield();
            }
            void Exit(int me) => Volatile.Write(ref _up[me], false);
        }
        """);

    [Fact]
    public Task Structs_in_an_array() => Rule.Reports(
        """
        struct Slot { public volatile int Up; }
        class C
        {
            readonly Slot[] _slots = new Slot[2];
            void Enter(int me)
            {
                int other = me == 0 ? 1 : 0;
                _slots[me].Up = 1;
                Interlocked.MemoryBarrier();
                while ([|_slots[other].Up != 0|]) Thread.Yield();
            }
        }
        """);

    [Fact]
    public Task Two_objects_of_one_class() => Rule.Reports(
        """
        class Party
        {
            volatile bool _up; Party? _peer;
            void Enter() { _up = true; while ([|_peer!._up|]) Thread.Yield(); }
            void Exit() => _up = false;
        }
        """);

    [Fact]
    public Task Two_classes() => Rule.Reports(
        "static class Shared { public static volatile int A, B; }",
        "class One { void Enter() { Shared.A = 1; while ([|Shared.B == 1|]) Thread.Yield(); Shared.A = 0; } }",
        "class Two { void Enter() { Shared.B = 1; while ([|Shared.A == 1|]) Thread.Yield(); Shared.B = 0; } }");

    [Theory]
    [InlineData("_up0 = true; _turn = 1; while (_up1 && _turn == 1) { }", "_up1 = true; _turn = 0; while (_up0 && _turn == 0) { }")]
    [InlineData("_up0 = true; while (_up1) { if (_turn != 0) { _up0 = false; while (_turn != 0) { } _up0 = true; } }", "_up1 = true; while (_up0) { if (_turn != 1) { _up1 = false; while (_turn != 1) { } _up1 = true; } }")]
    [InlineData("_up0 = true; while (!_up1) { }", "_up1 = true; while (!_up0) { }")]
    [InlineData("_up0 = true; while (_up1) { }", "_up1 = true; if (_up0) return; _up1 = false;")]
    [InlineData("_up0 = true; while (_up1) { }", "while (_up0) { } _up1 = true;")]
    [InlineData("_up0 = true; while (_up1) { _up0 = false; Thread.Yield(); _up0 = true; }", "_up1 = true; while (_up0) { _up1 = false; Thread.Yield(); _up1 = true; }")]
    [InlineData("_up0 = true; var tries = 0; while (_up1 && tries++ < 10) { } _up0 = false;", "_up1 = true; while (_up0) { }")]
    [InlineData("_up0 = true; _up0 = false; while (_up1) { }", "_up1 = true; while (_up0) { }")]
    [InlineData("_up0 = true; SpinWait.SpinUntil(() => !_up1, 100);", "_up1 = true; while (_up0) { }")]
    [InlineData("while (_up1) { } _up0 = true;", "while (_up0) { } _up1 = true;")]
    public Task Something_decides_who_goes_first(string one, string two) => Rule.IsSilentOn(Sides(one, two));

    [Fact]
    public Task A_lock_takes_the_place_of_the_flags() => Rule.FixAll(
        """
        class Gate
        {
            // One for each side.
            private volatile bool _up0, _up1;
            private int _count;

            public void Left()
            {
                Console.WriteLine();

                // Enters.
                _up0 = true;
                Interlocked.MemoryBarrier();
                while ([|_up1|])
                    Thread.Yield();

                _count++; // inside
                // Leaves.
                _up0 = false;
                Console.WriteLine();
            }

            public void Right()
            {
                _up1 = true;
                Interlocked.MemoryBarrier();
                while ([|_up0|])
                {
                }

                Thread.Sleep(5);
                _count--;
                Volatile.Write(ref _up1, false);
            }
        }
        """,
        """
        class Gate
        {
            // One for each side.
            private readonly object _gate = new object();
            private int _count;

            public void Left()
            {
                Console.WriteLine();

                // Enters.
                lock (_gate)
                {
                    _count++; // inside
                    // Leaves.
                }
                Console.WriteLine();
            }

            public void Right()
            {
                lock (_gate)
                {
                    Thread.Sleep(5);
                    _count--;
                }
            }
        }
        """);

    [Fact]
    public Task What_is_returned_goes_along() => Rule.FixAll(
        """
        class Slot
        {
            private volatile bool _up0, _up1;
            private int _slot;

            public void Put(int value)
            {
                _up0 = true;
                Interlocked.MemoryBarrier();
                while ([|_up1|]) { }
                _slot = value;
                _up0 = false;
            }

            public int Take()
            {
                _up1 = true;
                Interlocked.MemoryBarrier();
                while ([|_up0|]) { }
                var value = _slot;
                _up1 = false;
                return value;
            }
        }
        """,
        """
        class Slot
        {
            private readonly object _gate = new object();
            private int _slot;

            public void Put(int value)
            {
                lock (_gate)
                {
                    _slot = value;
                }
            }

            public int Take()
            {
                lock (_gate)
                {
                    var value = _slot;
                    return value;
                }
            }
        }
        """);

    [Fact]
    public Task A_monitor_is_entered_and_left_where_that_is_done_by_methods() => Rule.Fixes(
        """
        static class Gate
        {
            private static readonly bool[] s_up = new bool[2];

            public static void Enter(int me)
            {
                Volatile.Write(ref s_up[me], true);
                Interlocked.MemoryBarrier();
                while ([|Volatile.Read(ref s_up[1 - me])|]) Thread.Yield();
            }

            public static void Exit(int me) => Volatile.Write(ref s_up[me], false);
        }
        """,
        """
        static class Gate
        {
            private static readonly object _gate = new object();

            public static void Enter(int me)
            {
                Monitor.Enter(_gate);
            }

            public static void Exit(int me) => Monitor.Exit(_gate);
        }
        """);

    [Theory]
    [InlineData("public bool IsBusy => _up0 || _up1;", "_n++;")]
    [InlineData("public void Stop() => _up0 = false;", "_n++;")]
    [InlineData("public ref bool Flag => ref _up0;", "_n++;")]
    [InlineData("public void Raise() => _up0 = true;", "_n++;")]
    [InlineData("public void Set(bool up) => _up0 = up;", "_n++;")]
    [InlineData("", "if (_n == 0) { _up0 = false; return; }")]
    [InlineData("", "")]
    public Task The_flags_say_more(string member, string inside) => Rule.ReportsWithoutFix(
        $$"""
        class C
        {
            bool _up0, _up1; int _n;
            void Left() { _up0 = true; Interlocked.MemoryBarrier(); while ([|Volatile.Read(ref _up1)|]) { } {{inside}} _up0 = false; }
            void Right() { _up1 = true; Interlocked.MemoryBarrier(); while ([|Volatile.Read(ref _up0)|]) { } _n--; _up1 = false; }
            {{member}}
        }
        """);

    private static string Sides(string one, string two) =>
        $$"""
        class C
        {
            volatile bool _up0, _up1; volatile int _turn; int _n;
            void Enter0() { {{one}} }
            void Enter1() { {{two}} }
            void Raise() => _up0 = true;
            bool IsUp1() => _up1;
            bool IsUp0 => _up0;
            void WaitFor1() { while (_up1) Thread.Yield(); }
        }
        """;
}
