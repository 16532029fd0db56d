using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<HandshakeLivelockAnalyzer, HandshakeLivelockFix>;

public sealed class HandshakeLivelockTests
{
    [Theory]
    [InlineData("_up0 = true; while (_up1) { [|_up0 = false|]; _up0 = true; }", "_up1 = true; while (_up0) { [|_up1 = false|]; _up1 = true; }")]
    [InlineData("_up0 = true; while (_up1) { [|_up0 = false|]; Thread.Yield(); _up0 = true; }", "_up1 = true; while (_up0) { [|_up1 = false|]; Thread.Yield(); _up1 = true; }")]
    [InlineData("while (true) { _up0 = true; if (!_up1) break; [|_up0 = false|]; }", "while (true) { _up1 = true; if (!_up0) return; [|_up1 = false|]; }")]
    [InlineData("again: _up0 = true; if (_up1) { [|_up0 = false|]; goto again; }", "for (;;) { _up1 = true; if (!_up0) break; [|_up1 = false|]; }")]
    [InlineData("_up0 = true; while (_up1) { [|_up0 = false|]; Thread.Sleep(5); _up0 = true; }", "_up1 = true; while (_up0) { [|_up1 = false|]; Thread.Sleep(5); _up1 = true; }")]
    [InlineData("_up0 = true; Interlocked.MemoryBarrier(); while (_up1) { [|_up0 = false|]; Thread.SpinWait(9); _up0 = true; Interlocked.MemoryBarrier(); }", "_up1 = true; Interlocked.MemoryBarrier(); while (_up0) { [|_up1 = false|]; Thread.SpinWait(9); _up1 = true; Interlocked.MemoryBarrier(); }")]
    public Task Both_step_aside_and_come_forward_again(string one, string two) => Rule.Reports(Sides(one, two));

    [Fact]
    public Task Two_objects_with_plain_flags() => Rule.Reports(
        """
        class Party
        {
            bool _up; readonly Party _peer; Party(Party peer) => _peer = peer;
            void Enter() { _up = true; while (_peer._up) { [|_up = false|]; Thread.Sleep(1); _up = true; } }
            void Exit() => _up = false;
        }
        """);

    [Fact]
    public Task A_try_method_in_a_loop() => Rule.Reports(
        """
        class C
        {
            readonly bool[] _up = new bool[2];
            void Enter(int me) { while (!TryEnter(me)) Thread.Yield(); }
            bool TryEnter(int me)
            {
                Volatile.Write(ref _up[me], true);
                Interlocked.MemoryBarrier();
                if (!Volatile.Read(ref _up[1 - me])) return true;
                [|Volatile.Write(ref _up[me], false)|];
                return false;
            }
        }
        """);

    [Fact]
    public Task One_method_with_an_index_or_a_struct() => Rule.Reports(
        """
        struct Slot { public volatile bool Up; }
        class C
        {
            readonly bool[] _up = new bool[2]; readonly Slot[] _slots = new Slot[2];
            void Enter(int me)
            {
                Volatile.Write(ref _up[me], true);
                while (Volatile.Read(ref _up[1 - me])) { [|Volatile.Write(ref _up[me], false)|]; Thread.Yield(); Volatile.Write(ref _up[me], true); }
            }
            void EnterSlot(int me)
            {
                _slots[me].Up = true;
                while (_slots[1 - me].Up) { [|_slots[me].Up = false|]; Thread.Yield(); _slots[me].Up = true; }
            }
        }
        """);

    [Theory]
    [InlineData("_up0 = true; while (_up1) { if (_turn != 0) { _up0 = false; while (_turn != 0) { } _up0 = true; } }", "_up1 = true; while (_up0) { if (_turn != 1) { _up1 = false; while (_turn != 1) { } _up1 = true; } }")]
    [InlineData("_up0 = true; while (_up1) { _up0 = false; Thread.Sleep(Random.Shared.Next(9)); _up0 = true; }", "_up1 = true; while (_up0) { _up1 = false; Thread.Sleep(Random.Shared.Next(9)); _up1 = true; }")]
    [InlineData("_up0 = true; while (_up1) { _up0 = false; Thread.Sleep(1); _up0 = true; }", "_up1 = true; while (_up0) { _up1 = false; Thread.Sleep(7); _up1 = true; }")]
    [InlineData("_up0 = true; while (_up1) { _up0 = false; _up0 = true; }", "_up1 = true; while (_up0) { }")]
    [InlineData("_up0 = true; while (_up1) { _up0 = false; _up0 = true; }", "_up1 = true; _up1 = false;")]
    [InlineData("while (!_up1) { _up0 = true; Thread.Yield(); }", "while (!_up0) { _up1 = true; Thread.Yield(); }")]
    [InlineData("for (var tries = 0; tries < 5; tries++) { _up0 = true; if (!_up1) break; _up0 = false; }", "for (var tries = 0; tries < 5; tries++) { _up1 = true; if (!_up0) break; _up1 = false; }")]
    public Task Something_breaks_the_tie(string one, string two) => Rule.IsSilentOn(Sides(one, two));

    [Fact]
    public Task A_lock_takes_the_place_of_the_flags() => Rule.Fixes(
        """
        class Gate
        {
            private volatile int _up0;
            private volatile int _up1;
            private int _count;

            public void Left()
            {
                _up0 = 1;
                while (_up1 == 1)
                {
                    [|_up0 = 0|];
                    Thread.Yield();
                    _up0 = 1;
                }

                _count++;
                _up0 = 0;
            }

            public void Right()
            {
                _up1 = 1;
                while (_up0 == 1)
                {
                    [|_up1 = 0|];
                    Thread.Yield();
                    _up1 = 1;
                }

                _count--;
                _up1 = 0;
            }
        }
        """,
        """
        class Gate
        {
            private readonly object _gate = new object();
            private int _count;

            public void Left()
            {
                lock (_gate)
                {
                    _count++;
                }
            }

            public void Right()
            {
                lock (_gate)
                {
                    _count--;
                }
            }
        }
        """);

    [Theory]
    [InlineData("_up0 = true; while (_up1) { [|_up0 = false|]; Console.WriteLine(); _up0 = true; } _n++; _up0 = false;")]
    [InlineData("_up0 = true; while (_up1) { [|_up0 = false|]; _up0 = true; } _n++;")]
    [InlineData("_up0 = true; while (_up1) { [|_up0 = false|]; _up0 = true; } _n++; _up0 = _n == 0;")]
    public Task What_else_is_done_would_be_lost(string one) => Rule.ReportsWithoutFix(
        "class C { volatile bool _up0, _up1; int _n; void Left() { " + one + " } void Right() { _up1 = true; while (_up0) { [|_up1 = false|]; _up1 = true; } _n--; _up1 = false; } }");

    private static string Sides(string one, string two) =>
        $$"""
        class C
        {
            volatile bool _up0, _up1; volatile int _turn;
            void Enter0() { {{one}} }
            void Enter1() { {{two}} }
        }
        """;
}
