using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Deadlock = Verify<HandshakeDeadlockAnalyzer, HandshakeDeadlockFix>;
using Fence = Verify<MissingFenceAnalyzer, MissingFenceFix>;

/// <summary>What is entered and left in one method can be the scope of a lock that serves in the order of arrival.</summary>
public sealed class TicketFixTests
{
    private const string Peterson =
        """
        class Peterson
        {
            // Who wants to.
            private volatile bool _up0, _up1; private volatile int _turn; private int _count;
            public void Zero()
            {
                _up0 = true;
                _turn = 1;
                while ([|_up1|] && _turn == 1) Thread.Yield();
                _count++; // counted
                _up0 = false;
            }
            public void One()
            {
                _up1 = true;
                _turn = 0;
                while ([|_up0|] && _turn == 0) Thread.Yield();
                _count++;
                _up1 = false;
            }
        }
        """;

    [Fact]
    public Task A_ticket_lock_takes_the_place_of_a_protocol() => Fence.Fixes(
        WithLibrary(Peterson),
        WithLibrary(
            """
            using SyncPrimitives;

            class Peterson
            {
                // Who wants to.
                private readonly TicketLock _gate = new TicketLock(); private int _count;
                public void Zero()
                {
                    using (_gate.EnterScope())
                    {
                        _count++; // counted
                    }
                }
                public void One()
                {
                    using (_gate.EnterScope())
                    {
                        _count++;
                    }
                }
            }
            """),
        "Use a TicketLock instead");

    [Fact]
    public Task Without_the_library_there_is_none() => Fence.DoesNotOffer(Peterson, "Use a TicketLock instead");

    [Fact]
    public Task What_is_left_elsewhere_is_no_scope() => Deadlock.DoesNotOffer(
        WithLibrary(
            """
            class Flags
            {
                private volatile bool _a, _b;
                public void EnterA() { _a = true; while ([|_b|]) Thread.Yield(); }
                public void EnterB() { _b = true; while ([|_a|]) Thread.Yield(); }
                public void ExitA() => _a = false;
                public void ExitB() => _b = false;
            }
            """),
        "Use a TicketLock instead");

    /// <summary>The scope is on the stack; that the compiler says only when it writes the code.</summary>
    [Theory]
    [InlineData("async Task", "await Task.Yield();")]
    [InlineData("async Task", "await foreach (var item in Items()) { } async IAsyncEnumerable<int> Items() { yield return 1; await Task.Yield(); }")]
    [InlineData("IEnumerable<int>", "yield return 1;")]
    public Task What_is_left_later_is_no_scope(string type, string held) => Fence.DoesNotOffer(
        WithLibrary(Peterson.Replace("public void", "public " + type, StringComparison.Ordinal).Replace("_count++;", "_count++; " + held, StringComparison.Ordinal)),
        "Use a TicketLock instead");
}
