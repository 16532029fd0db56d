using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Fence = Verify<MissingFenceAnalyzer, MissingFenceFix>;

/// <summary>A fence between store and load, or a lock in the place of the protocol.</summary>
public sealed class FenceFixTests
{
    [Fact]
    public Task Fences_go_between_store_and_load() => Fence.FixAll(
        Peterson("_turn = 1;", "_turn = 0;"),
        Markup.Strip(Peterson("_turn = 1;\n        Interlocked.MemoryBarrier();", "_turn = 0;\n        Interlocked.MemoryBarrier();")));

    [Fact]
    public Task The_last_store_becomes_an_exchange() => Fence.FixAll(
        Peterson("_turn = 1; // the other first", "_turn = 0;") +
        """

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
        Markup.Strip(Peterson("Interlocked.Exchange(ref _turn, 1); // the other first", "Interlocked.Exchange(ref _turn, 0);")) +
        """

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

    /// <summary>The lock of two threads, with the last store of each entry as given.</summary>
    private static string Peterson(string one, string zero) =>
        $$"""
        class Peterson
        {
            volatile bool _up0, _up1; volatile int _turn;

            void Enter0()
            {
                _up0 = true;
                {{one}}
                while ([|_up1|] && _turn == 1)
                    Thread.Yield();
            }

            void Enter1()
            {
                _up1 = true;
                {{zero}}
                while ([|_up0|] && _turn == 0)
                    Thread.Yield();
            }
        }
        """;
}
