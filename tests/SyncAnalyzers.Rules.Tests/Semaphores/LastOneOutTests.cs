using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<PermitNotReleasedAnalyzer>;

/// <summary>One of a group keeps the door shut, and the last one to leave opens it for him.</summary>
public sealed class LastOneOutTests
{
    [Theory]
    [InlineData("if (++_inside == 3) _go.Release(3); else _door.Release();", "if (--_inside == 0) _door.Release();")]
    [InlineData("bool isFull; lock (_lock) isFull = ++_inside == 3; if (isFull) _go.Release(3); else _door.Release();", "if (Interlocked.Decrement(ref _inside) == 0) _door.Release();")]
    [InlineData("lock (_lock) { if (++_inside < 3) _door.Release(); }", "lock (_lock) { _inside--; if (_inside == 0) _door.Release(); }")]
    public Task The_count_of_the_group_decides(string enter, string leave) => Verify.IsSilentOn(InGroup("_door.Wait();", enter, leave));

    [Theory]
    [InlineData("if (++_inside == 3) _go.Release(3); else _door.Release();", "_inside--;")]
    [InlineData("if (++_inside == 3) _go.Release(3); else _door.Release();", "_inside--; if (_inside < 0) { _door.Wait(); _door.Release(); }")]
    public Task Nobody_gives_it_back(string enter, string leave) => Verify.Reports(InGroup("[|_door.Wait()|];", enter, leave));

    // Only those who are inside come to the release, and nobody has got rid of his permit before.
    [Fact]
    public Task A_condition_alone_hands_nothing_on() => Verify.Reports(InGroup("[|_door.Wait()|];", "_inside++;", "if (--_inside == 0) _door.Release();"));

    // The group is not there yet: the permit is lost with the exception.
    [Fact]
    public Task Before_the_group_is_counted_it_is_ones_own() => Verify.Reports(InGroup("[|_door.Wait()|]; act();", "if (++_inside == 3) _go.Release(3); else _door.Release();", "if (--_inside == 0) _door.Release();"));

    private static string InGroup(string wait, string enter, string leave) => $$"""
        class Group
        {
            private readonly SemaphoreSlim _door = new(1, 1);
            private readonly SemaphoreSlim _go = new(0);
            private readonly object _lock = new();
            private int _inside;

            public void Join(Action act)
            {
                {{wait}}
                {{enter}}
                _go.Wait();
                act();
                {{leave}}
            }
        }
        """;
}
