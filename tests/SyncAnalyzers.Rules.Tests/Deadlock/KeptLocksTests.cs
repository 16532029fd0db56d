using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;

/// <summary>Locks of a type of the user's own: the semaphore inside has one name for all of them, and the members that keep them tell them apart.</summary>
public sealed class KeptLocksTests
{
    [Fact]
    public Task Members_of_two_types_that_take_each_others() => Rule.Reports(Chat());

    [Fact]
    public Task In_one_order_everywhere() => Rule.IsSilentOn(Silent(Chat().Replace("await [|room.Count()|]", "await Task.CompletedTask", StringComparison.Ordinal)));

    [Fact]
    public Task One_lock_that_both_were_given() => Rule.IsSilentOn(Silent(Chat()
        .Replace("_members = new();", "_members; public Room(AsyncLock gate, Lobby given) { _members = gate; lobby = given; }", StringComparison.Ordinal).Replace("class Room(Lobby lobby)", "class Room", StringComparison.Ordinal)
        .Replace("private int _count;", "private readonly Lobby lobby; private int _count;", StringComparison.Ordinal)));

    [Fact]
    public Task Members_of_one_type_may_be_a_list() => Rule.IsSilentOn(
        Gate + """

        class Node
        {
            private readonly AsyncLock _in = new(), _out = new();
            private readonly Node _next = null!, _previous = null!;
            public async Task Push() { using (await _in.Enter()) { using (await _next._out.Enter()) { } } }
            public async Task Pull() { using (await _out.Enter()) { using (await _previous._in.Enter()) { } } }
        }
        """);

    [Fact]
    public Task Three_members_of_one_owner_in_a_circle() => Rule.Reports(Members("[|{0}|]", ("_a", "_b"), ("_b", "_c"), ("_c", "_a")));

    [Fact]
    public Task Three_members_of_one_owner_in_one_order() => Rule.IsSilentOn(Members("{0}", ("_a", "_b"), ("_b", "_c"), ("_a", "_c")));

    [Fact]
    public Task Two_orders_behind_a_lock_that_the_owner_keeps_too() => Rule.IsSilentOn(Members("{0}", ("_gate", "_a"), ("_gate", "_b"))
        .Replace("_n++", "{ using (await _a.Enter()) using (await _b.Enter()) _n++; }", StringComparison.Ordinal)
        .Replace("_b.Enter()) { using (await _a.Enter()) using (await _b.Enter()) _n++; }", "_b.Enter()) { using (await _a.Enter()) _n++; }", StringComparison.Ordinal));

    [Fact]
    public Task Two_orders_behind_two_locks_that_the_owner_keeps() => Rule.Reports(Members("{0}", ("_gate", "_a"), ("_c", "_b"))
        .Replace("_a.Enter()) _n++", "_a.Enter()) using (await [|_b.Enter()|]) _n++", StringComparison.Ordinal)
        .Replace("_c.Enter()) using (await _b.Enter()) _n++", "_c.Enter()) using (await _b.Enter()) using (await [|_a.Enter()|]) _n++", StringComparison.Ordinal));

    private const string Gate =
        """
        class AsyncLock
        {
            private readonly SemaphoreSlim _semaphore = new(1, 1);
            public async Task<IDisposable> Enter() { await _semaphore.WaitAsync(); return new Releaser(_semaphore); }
            private sealed class Releaser(SemaphoreSlim semaphore) : IDisposable { public void Dispose() => semaphore.Release(); }
        }
        """;

    private static string Chat() =>
        Gate + """

        class Room(Lobby lobby)
        {
            private readonly AsyncLock _members = new();
            private int _count;
            public async Task Join() { using (await _members.Enter()) { await [|lobby.Touch()|]; } }
            public async Task<int> Count() { using (await _members.Enter()) return _count; }
        }

        class Lobby
        {
            private readonly AsyncLock _rooms = new();
            private readonly List<Room> _all = [];
            public async Task Touch() { using (await _rooms.Enter()) await Task.Yield(); }
            public async Task Prune() { using (await _rooms.Enter()) { foreach (var room in _all) await [|room.Count()|]; } }
        }
        """;

    /// <summary>One method for each pair of members, which takes the second under the first.</summary>
    private static string Members(string inner, params (string Outer, string Inner)[] pairs) => Gate + $$"""

        class Owner
        {
            private readonly AsyncLock _gate = new(), _a = new(), _b = new(), _c = new();
            private int _n;
            {{string.Join("\n    ", pairs.Select((pair, i) => $"public async Task M{i}() {{ using (await {pair.Outer}.Enter()) using (await {string.Format(System.Globalization.CultureInfo.InvariantCulture, inner, pair.Inner + ".Enter()")}) _n++; }}"))}}
        }
        """;

    private static string Silent(string marked) => marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
}
