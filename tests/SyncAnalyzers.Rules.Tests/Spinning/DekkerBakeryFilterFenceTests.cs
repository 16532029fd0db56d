using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<MissingFenceAnalyzer>;

/// <summary>The other classic locks, with and without their fences.</summary>
public sealed class DekkerBakeryFilterFenceTests
{
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
