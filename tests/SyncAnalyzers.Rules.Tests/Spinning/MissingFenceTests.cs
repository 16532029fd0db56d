using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<MissingFenceAnalyzer>;

public sealed class MissingFenceTests
{
    [Fact]
    public Task Peterson_with_volatile_fields_only() => Rule.Reports(
        """
        class Peterson
        {
            volatile bool _up0, _up1; volatile int _turn;
            public void Enter0() { _up0 = true; _turn = 1; while ([|_up1|] && _turn == 1) { } }
            public void Enter1() { _up1 = true; _turn = 0; while ([|_up0|] && _turn == 0) { } }
            public void Exit0() => _up0 = false;
            public void Exit1() => _up1 = false;
        }
        """);

    [Fact]
    public Task Peterson_in_one_method_with_arrays() => Rule.Reports(
        """
        class Peterson
        {
            readonly bool[] _up = new bool[2]; volatile int _turn;
            public void Enter(int me)
            {
                var other = 1 - me;
                Volatile.Write(ref _up[me], true);
                _turn = other;
                while ([|Volatile.Read(ref _up[other])|] && _turn == other) Thread.SpinWait(1);
            }
            public void Exit(int me) => Volatile.Write(ref _up[me], false);
        }
        """);

    [Fact]
    public Task Peterson_with_structs() => Rule.Reports(
        """
        struct Party { public volatile int Up; }
        class Peterson
        {
            readonly Party[] _parties = new Party[2]; volatile int _turn;
            public void Enter(int me)
            {
                _parties[me].Up = 1;
                _turn = me ^ 1;
                var spin = new SpinWait();
                while ([|_parties[me ^ 1].Up|] == 1 && _turn != me) spin.SpinOnce();
            }
            public void Exit(int me) => _parties[me].Up = 0;
        }
        """);

    [Fact]
    public Task Peterson_with_helper_methods() => Rule.Reports(
        """
        class Peterson
        {
            volatile bool _up0, _up1; volatile int _turn;
            public void Enter0() { Raise0(); GiveWay(1); while ([|IsUp1()|] && IsTurn(1)) { } }
            public void Enter1() { Raise1(); GiveWay(0); while ([|IsUp0()|] && IsTurn(0)) { } }
            void Raise0() => _up0 = true;
            void Raise1() { _up1 = true; }
            bool IsUp0() => _up0;
            bool IsUp1() { return _up1; }
            void GiveWay(int other) => _turn = other;
            bool IsTurn(int who) => _turn == who;
        }
        """);

    [Fact]
    public Task Peterson_as_two_branches_of_one_method() => Rule.Reports(
        """
        class Peterson
        {
            static volatile bool s_up0, s_up1; static volatile int s_turn;
            static void Enter(int me)
            {
                if (me == 0) { s_up0 = true; s_turn = 1; while ([|s_up1|] && s_turn == 1) { } }
                else { s_up1 = true; s_turn = 0; while (s_up0 && s_turn == 0) { } }
            }
        }
        """);

    [Fact]
    public Task Peterson_in_two_classes() => Rule.Reports(
        "class Shared { public volatile bool UpA, UpB; public volatile int Turn; }",
        "class A(Shared shared) { readonly Shared _shared = shared; public void Enter() { _shared.UpA = true; _shared.Turn = 1; while ([|_shared.UpB|] && _shared.Turn == 1) { } } }",
        "class B(Shared shared) { readonly Shared _shared = shared; public void Enter() { _shared.UpB = true; _shared.Turn = 0; while ([|_shared.UpA|] && _shared.Turn == 0) { } } }");

    [Fact]
    public Task Peterson_with_reference_parameters_and_locals() => Rule.Reports(
        """
        class Peterson
        {
            readonly bool[] _up = new bool[2]; volatile int _turn;
            public void Enter(int me)
            {
                ref var mine = ref _up[me];
                ref var other = ref _up[1 - me];
                Volatile.Write(ref mine, true);
                _turn = 1 - me;
                while ([|Volatile.Read(ref other)|] && _turn == 1 - me) { }
            }
        }
        """);

    [Theory]
    [InlineData("_up0 = true; Interlocked.MemoryBarrier(); _turn = 1; while ([|_up1|] && _turn == 1) { }")]
    [InlineData("_up0 = true; _turn = 1; while ([|_up1|] && _turn == 1) { } Interlocked.MemoryBarrier();")]
    [InlineData("_up0 = true; _turn = 1; Thread.SpinWait(5); while ([|_up1|] && _turn == 1) { }")]
    [InlineData("_up0 = true; _turn = 1; if (_fast) Interlocked.MemoryBarrier(); while ([|_up1|] && _turn == 1) { }")]
    [InlineData("_up0 = true; _turn = 1; Volatile.WriteBarrier(); Volatile.ReadBarrier(); while ([|_up1|] && _turn == 1) { }")]
    [InlineData("_up0 = true; _turn = 1; do { if (![|_up1|]) break; } while (_turn == 1);")]
    [InlineData("_up0 = true; _turn = 1; while (true) { if (![|_up1|]) break; if (_turn != 1) break; }")]
    [InlineData("_up0 = true; _turn = 1; again: if ([|_up1|] && _turn == 1) goto again;")]
    [InlineData("_up0 = true; _turn = 1; [|SpinWait.SpinUntil(() => !_up1 || _turn == 0)|];")]
    public Task A_fence_at_another_place_does_not_help(string body) => Rule.Reports(Sides(body, "_up1 = true; _turn = 0; Interlocked.MemoryBarrier(); while (_up0 && _turn == 0) { }"));

    [Theory]
    [InlineData("_up0 = true; _turn = 1; Interlocked.MemoryBarrier(); while (_up1 && _turn == 1) { }")]
    [InlineData("_up0 = true; _turn = 1; Thread.MemoryBarrier(); while (_up1 && _turn == 1) { }")]
    [InlineData("_up0 = true; Interlocked.Exchange(ref _turn, 1); while (_up1 && _turn == 1) { }")]
    [InlineData("_up0 = true; _turn = 1; Interlocked.MemoryBarrierProcessWide(); while (_up1 && _turn == 1) { }")]
    [InlineData("_up0 = true; _turn = 1; lock (this) { } while (_up1 && _turn == 1) { }")]
    [InlineData("_up0 = true; _turn = 1; Fence(); while (_up1 && _turn == 1) { }")]
    [InlineData("_up0 = true; _turn = 1; if (_fast) Interlocked.MemoryBarrier(); else Thread.MemoryBarrier(); while (_up1 && _turn == 1) { }")]
    [InlineData("lock (this) { _up0 = true; _turn = 1; while (_up1 && _turn == 1) { } }")]
    [InlineData("_up0 = false; while (_up1) { }")]
    [InlineData("_up0 = true; while (!_up1) { }")]
    [InlineData("while (_up1) { } _up0 = true;")]
    public Task Enough_of_a_fence(string body) => Rule.IsSilentOn(Sides(body, "_up1 = true; _turn = 0; Interlocked.MemoryBarrier(); while (_up0 && _turn == 0) { }"));

    [Fact]
    public Task Dekker() => Rule.Reports(
        """
        class Dekker
        {
            volatile bool _wants0, _wants1; volatile int _turn;
            public void Enter0()
            {
                _wants0 = true;
                while ([|_wants1|]) { if (_turn != 0) { _wants0 = false; while (_turn != 0) { } _wants0 = true; } }
            }
            public void Exit0() { _turn = 1; _wants0 = false; }
            public void Enter1()
            {
                _wants1 = true;
                while ([|_wants0|]) { if (_turn != 1) { _wants1 = false; while (_turn != 1) { } _wants1 = true; } }
            }
            public void Exit1() { _turn = 0; _wants1 = false; }
        }
        """);

    [Fact]
    public Task Dekker_fenced_at_both_stores() => Rule.IsSilentOn(
        """
        class Dekker
        {
            volatile bool _wants0, _wants1; volatile int _turn;
            public void Enter0()
            {
                _wants0 = true; Interlocked.MemoryBarrier();
                while (_wants1) { if (_turn != 0) { _wants0 = false; while (_turn != 0) { } _wants0 = true; Interlocked.MemoryBarrier(); } }
            }
            public void Enter1()
            {
                _wants1 = true; Interlocked.MemoryBarrier();
                while (_wants0) { if (_turn != 1) { _wants1 = false; while (_turn != 1) { } _wants1 = true; Interlocked.MemoryBarrier(); } }
            }
        }
        """);

    [Fact]
    public Task Dekker_that_forgets_the_fence_when_it_comes_back() => Rule.Reports(
        """
        class Dekker
        {
            readonly int[] _wants = new int[2]; volatile int _turn;
            public void Enter(int me)
            {
                Interlocked.Exchange(ref _wants[me], 1);
                while ([|Volatile.Read(ref _wants[1 - me])|] == 1)
                {
                    if (_turn != me)
                    {
                        Volatile.Write(ref _wants[me], 0);
                        while (_turn != me) Thread.Yield();
                        Volatile.Write(ref _wants[me], 1);
                    }
                }
            }
        }
        """);

    [Fact]
    public Task Bakery() => Rule.Reports(BakeryWith("", "", "[|Volatile.Read(ref _choosing[j])|]", "Volatile.Read(ref _number[k])"));

    [Fact]
    public Task Bakery_with_a_fence_in_the_doorway_only() =>
        Rule.Reports(BakeryWith("Interlocked.MemoryBarrier();", "", "[|Volatile.Read(ref _choosing[j])|]", "Volatile.Read(ref _number[k])"));

    [Fact]
    public Task Bakery_with_a_fence_after_the_number_only() =>
        Rule.Reports(BakeryWith("", "Interlocked.MemoryBarrier();", "Volatile.Read(ref _choosing[j])", "[|Volatile.Read(ref _number[k])|]"));

    [Fact]
    public Task Bakery_with_both_fences() =>
        Rule.IsSilentOn(BakeryWith("Interlocked.MemoryBarrier();", "Interlocked.MemoryBarrier();", "Volatile.Read(ref _choosing[j])", "Volatile.Read(ref _number[k])"));

    [Fact]
    public Task Filter() => Rule.Reports(
        """
        class Filter
        {
            readonly int[] _level = new int[8]; readonly int[] _victim = new int[8];
            public void Enter(int me)
            {
                for (var l = 1; l < 8; l++)
                {
                    Volatile.Write(ref _level[me], l);
                    Volatile.Write(ref _victim[l], me);
                    for (var k = 0; k < 8; k++)
                        while (k != me && [|Volatile.Read(ref _level[k])|] >= l && Volatile.Read(ref _victim[l]) == me) Thread.Yield();
                }
            }
            public void Exit(int me) => Volatile.Write(ref _level[me], 0);
        }
        """);

    [Fact]
    public Task Filter_fenced() => Rule.IsSilentOn(
        """
        class Filter
        {
            readonly int[] _level = new int[8]; readonly int[] _victim = new int[8];
            public void Enter(int me)
            {
                for (var l = 1; l < 8; l++)
                {
                    Volatile.Write(ref _level[me], l);
                    Interlocked.Exchange(ref _victim[l], me);
                    for (var k = 0; k < 8; k++)
                        while (k != me && Volatile.Read(ref _level[k]) >= l && Volatile.Read(ref _victim[l]) == me) Thread.Yield();
                }
            }
        }
        """);

    [Fact]
    public Task Sleep_and_wake() => Rule.Reports(
        """
        class Worker
        {
            volatile bool _work, _asleep; readonly AutoResetEvent _wake = new(false);
            void Consumer() { _asleep = true; if (![|_work|]) _wake.WaitOne(); _asleep = false; }
            void Producer() { _work = true; if ([|_asleep|]) _wake.Set(); }
        }
        """);

    [Fact]
    public Task Sleep_and_wake_through_helpers() => Rule.Reports(
        """
        class Worker
        {
            bool _work, _asleep; readonly AutoResetEvent _wake = new(false);
            bool IsAsleep => Volatile.Read(ref _asleep);
            void SetAsleep(bool value) => Volatile.Write(ref _asleep, value);
            void Consumer() { SetAsleep(true); var busy = [|Volatile.Read(ref _work)|]; if (!busy) _wake.WaitOne(); SetAsleep(false); }
            void Producer() { Volatile.Write(ref _work, true); if ([|IsAsleep|]) _wake.Set(); }
        }
        """);

    [Fact]
    public Task Sleep_and_wake_with_a_fence_on_both_sides() => Rule.IsSilentOn(
        """
        class Worker
        {
            volatile bool _work, _asleep; readonly AutoResetEvent _wake = new(false);
            void Consumer() { _asleep = true; Interlocked.MemoryBarrier(); if (!_work) _wake.WaitOne(); _asleep = false; }
            void Producer() { _work = true; Interlocked.MemoryBarrier(); if (_asleep) _wake.Set(); }
        }
        """);

    [Fact]
    public Task Flags_raised_and_not_answered_by_another() => Rule.IsSilentOn(
        """
        class Ordinary
        {
            volatile bool _disposed, _started; bool _head, _body; volatile bool _ready, _request, _response; volatile int _data;
            void Dispose() { _disposed = true; if (_started) Stop(); }
            void Start() { if (_disposed) return; _started = true; }
            void Stop() { }
            void Header() { _head = true; if (_body) Stop(); }
            void Body() { _body = true; if (_head) Stop(); }
            void Publish() { _data = 1; _ready = true; }
            void Consume() { while (!_ready) Thread.Yield(); Console.WriteLine(_data); }
            void Ask() { _request = true; while (!_response) Thread.Yield(); }
            void Answer() { while (!_request) Thread.Yield(); _response = true; }
        }
        """);

    [Fact]
    public Task Fields_of_two_structs_are_two_variables() => Rule.IsSilentOn(
        """
        struct Cell
        {
            int _value;
            public int Read() => Volatile.Read(ref _value);
            public void Write(int value) => Volatile.Write(ref _value, value);
        }
        class Counts
        {
            Cell _free, _waiting, _closed;
            public bool IsOpen() { _free.Write(1); return _waiting.Read() == 0; }
            public void Close() { _closed.Write(1); if (_free.Read() == 0) Wake(); }
            public void Await() { _waiting.Write(1); while (_closed.Read() == 0) Thread.Yield(); }
            void Wake() { }
        }
        """);

    [Fact]
    public Task Fields_of_two_structs_are_two_flags() => Rule.Reports(
        """
        struct Cell
        {
            int _value;
            public int Read() => Volatile.Read(ref _value);
            public void Write(int value) => Volatile.Write(ref _value, value);
        }
        class Worker
        {
            Cell _work, _asleep; readonly AutoResetEvent _wake = new(false);
            void Consumer() { _asleep.Write(1); if ([|_work.Read()|] == 0) _wake.WaitOne(); _asleep.Write(0); }
            void Producer() { _work.Write(1); if ([|_asleep.Read()|] == 1) _wake.Set(); }
        }
        """);

    [Fact]
    public Task Sorting_is_no_handshake() => Rule.IsSilentOn(
        """
        class Sort
        {
            readonly int[] _a = new int[9];
            void Insert(int i) { var x = _a[i]; var j = i - 1; while (j >= 0 && _a[j] > x) { _a[j + 1] = _a[j]; j--; } _a[j + 1] = x; }
            void Sift(int i) { _a[0] = 5; while (_a[i] > _a[i * 2]) { (_a[i], _a[i * 2]) = (_a[i * 2], _a[i]); i *= 2; } }
        }
        """);

    private static string Sides(string one, string two) =>
        $$"""
        class C
        {
            volatile bool _up0, _up1; volatile int _turn; bool _fast;
            public void Enter0() { {{one}} }
            public void Enter1() { {{two}} }
            static void Fence() => Interlocked.MemoryBarrier();
        }
        """;

    private static string BakeryWith(string doorway, string after, string choosing, string number) =>
        $$"""
        class Bakery
        {
            readonly bool[] _choosing = new bool[4]; readonly int[] _number = new int[4];
            public void Enter(int i)
            {
                Volatile.Write(ref _choosing[i], true);
                {{doorway}}
                var max = 0;
                for (var k = 0; k < 4; k++) { var v = {{number}}; if (v > max) max = v; }
                Volatile.Write(ref _number[i], max + 1);
                Volatile.Write(ref _choosing[i], false);
                {{after}}
                for (var j = 0; j < 4; j++)
                {
                    while ({{choosing}}) { }
                    while (Volatile.Read(ref _number[j]) != 0 && (Volatile.Read(ref _number[j]) < Volatile.Read(ref _number[i]) || (Volatile.Read(ref _number[j]) == Volatile.Read(ref _number[i]) && j < i))) { }
                }
            }
            public void Exit(int i) => Volatile.Write(ref _number[i], 0);
        }
        """;
}
