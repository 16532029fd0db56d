using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<MissingFenceAnalyzer>;

/// <summary>Peterson's lock in its many codings, with and without the fence.</summary>
public sealed class PetersonFenceTests
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
    [InlineData("_up0 = false; while (_up1) { }")]
    [InlineData("_up0 = true; while (!_up1) { }")]
    [InlineData("while (_up1) { } _up0 = true;")]
    public Task Enough_of_a_fence(string body) => Rule.IsSilentOn(Sides(body, "_up1 = true; _turn = 0; Interlocked.MemoryBarrier(); while (_up0 && _turn == 0) { }"));

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
}
