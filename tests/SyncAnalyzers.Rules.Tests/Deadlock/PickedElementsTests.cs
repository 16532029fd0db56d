using SyncAnalyzers.Rules.Balance;
using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Peers = Verify<PeerLocksAnalyzer>;

/// <summary>The lock of an element, in a function that is handed the index.</summary>
public sealed class PickedElementsTests
{
    [Theory]
    [InlineData("void M(int i) { lock (_gates[i]) Take(i); }")]
    [InlineData("void M(int i) { lock (_gates[i]) Deeper(i); }")]
    [InlineData("void M(string name) { lock (_named[name].Gate) TakeNamed(name); }")]
    [InlineData("void M(int i, int j) { if (i < j) lock (_gates[i]) Take(j); else lock (_gates[j]) Take(i); }")]
    [InlineData("void M(int i, int j) { int low = Math.Min(i, j), high = Math.Max(i, j); lock (_gates[low]) Take(high); }")]
    [InlineData("void M(int i) { lock (_gates[i]) Take(i + 1); }")]
    [InlineData("void M() { lock (_gates[0]) Take(1); }")]
    public Task It_is_the_same_one_or_one_in_order(string member) => Peers.IsSilentOn(Members(member));

    [Theory]
    [InlineData("void M(int i, int j) { lock (_gates[i]) [|Take(j)|]; }")]
    [InlineData("void M(int i, int j) { lock (_gates[i]) [|Deeper(j)|]; }")]
    [InlineData("void M(int i, int j) { Take(i); lock (_gates[i]) { Take(i); [|Take(j)|]; } }")]
    [InlineData("void M(string name, string other) { lock (_named[name].Gate) [|TakeNamed(other)|]; }")]
    [InlineData("void M(int i) { var right = (i + 1) % _gates.Length; lock (_gates[i]) [|Take(right)|]; }")]
    public Task It_is_another_in_no_order(string member) => Peers.Reports(Members(member));

    [Theory]
    [InlineData("void M(int i) { [|Begin(i)|]; if (i > 3) return; Console.WriteLine(); End(i); }", true)]
    [InlineData("void M(int i) { Begin(i); try { Console.WriteLine(); } finally { End(i); } }", false)]
    [InlineData("void M() { Begin(0); try { Console.WriteLine(); } finally { End(0); } }", false)]
    [InlineData("void M(int i) { Begin(i % 3); try { Console.WriteLine(); } finally { End(i % 3); } }", false)]
    public Task Who_begins_has_to_end(string member, bool isKept) =>
        isKept ? Verify<HeldAtReturnAnalyzer>.Reports(Members(member)) : Verify<HeldAtReturnAnalyzer>.IsSilentOn(Members(member));

    private static string Members(string member) =>
        $$"""
        class C
        {
            private readonly object[] _gates = [new(), new(), new()];
            private readonly Dictionary<string, Node> _named = [];
            private sealed class Node { public readonly object Gate = new(); }

            public {{member}}

            private void Take(int n) { lock (_gates[n]) Console.WriteLine(); }
            private void Deeper(int at) => Take(at);
            private void TakeNamed(string key) { lock (_named[key].Gate) Console.WriteLine(); }
            private void Begin(int n) => Monitor.Enter(_gates[n]);
            private void End(int n) => Monitor.Exit(_gates[n]);
        }
        """;
}
