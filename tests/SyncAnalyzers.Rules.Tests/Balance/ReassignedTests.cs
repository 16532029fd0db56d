using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<ReassignedAnalyzer>;

public sealed class ReassignedTests
{
    [Theory]
    [InlineData("Monitor.Enter(_list); [|_list = new List<int>()|]; Monitor.Exit(_list);")]
    [InlineData("var gate = all[0]; Monitor.Enter(gate); [|gate = all[1]|]; Monitor.Exit(gate);")]
    [InlineData("Monitor.Enter(_list); try { [|_list = []|]; } finally { Monitor.Exit(_list); }")]
    [InlineData("_own.EnterWriteLock(); try { if (flag) [|_own = new ReaderWriterLockSlim()|]; } finally { _own.ExitWriteLock(); }")]
    [InlineData("Monitor.Enter(_node.Gate); [|_node = _node.Next|]; Monitor.Exit(_node.Gate);")]
    [InlineData("var node = _node; var gate = node.Gate; Monitor.Enter(gate); [|node = node.Next|]; Monitor.Exit(node.Gate);")]
    [InlineData("Monitor.Enter(_list); try { [|(_count, _list) = (0, [])|]; } finally { Monitor.Exit(_list); }")]
    [InlineData("Monitor.Enter(_list); [|((_list, _), _count) = (Make(), 1)|]; Monitor.Exit(_list); (List<int>, int) Make() => ([], 0);")]
    public Task Another_object_is_released(string body) => Rule.Reports(Source.Method(body, members: Members));

    [Theory]
    [InlineData("lock (_list) { _list = []; }")]
    [InlineData("Monitor.Enter(_list); Monitor.Exit(_list); _list = [];")]
    [InlineData("var old = _list; Monitor.Enter(old); _list = []; Monitor.Exit(old);")]
    [InlineData("_list = []; Monitor.Enter(_list); Monitor.Exit(_list);")]
    [InlineData("for (var i = 0; i < all.Length; i++) { Monitor.Enter(all[i]); Monitor.Exit(all[i]); }")]
    [InlineData("var node = _node; Monitor.Enter(node); while (flag) { var next = node.Next; Monitor.Enter(next); Monitor.Exit(node); node = next; } Monitor.Exit(node);")]
    [InlineData("var node = _node; Monitor.Enter(node); var held = node; node = node.Next; Monitor.Exit(held);")]
    [InlineData("Monitor.Enter(_list); _count = 5; Monitor.Exit(_list);")]
    [InlineData("Monitor.Enter(_list); try { _other2 = []; } finally { Monitor.Exit(_list); }")]
    [InlineData("var node = _node; var gate = node.Gate; Monitor.Enter(gate); if (flag) node = node.Next; Monitor.Exit(gate);")]
    [InlineData("Monitor.Enter(_list); (_list, _other2) = (_other2, _list); Monitor.Exit(_other2); _count = _list.Count;")]
    [InlineData("Monitor.Enter(_list); var (old, n) = (_list, 1); (_count, _list) = (n, []); Monitor.Exit(old);")]
    [InlineData("lock (_list) { (_count, _list) = (0, []); }")]
    [InlineData("Monitor.Enter(_list); (_count, _other2) = (0, []); Monitor.Exit(_list);")]
    [InlineData("var i = 0; Monitor.Enter(all[i]); (i, _count) = (1, 2); Monitor.Exit(all[i]);")]
    public Task The_same_object_is_released(string body) => Rule.IsSilentOn(Source.Method(body, members: Members));

    private const string Members =
        """
        private List<int> _list = [];
        private List<int> _other2 = [];
        private ReaderWriterLockSlim _own = new();
        private Node _node = new();
        private sealed class Node { public object Gate = new(); public Node Next = null!; }
        """;

    [Fact]
    public Task The_story_names_the_release() => Rule.Explains(
        Source.Method("Monitor.Enter(_list);\n[|_list = []|];\nMonitor.Exit(_list);", members: Members),
        """
        Test0.cs(18): '_list' gets another object while '_list' is held: the release then meets that one, and the lock that was acquired stays held
            Test0.cs(19): Monitor.Exit(_list)
            Test0.cs(17): Monitor.Enter(_list)
        """);
}
