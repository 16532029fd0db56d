using Microsoft.CodeAnalysis.CSharp;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Tests.Loops;

/// <summary>Which loops are worth binding, by their text: all that may wait for another thread, and few of the others.</summary>
public sealed class SpinSyntaxTests
{
    [Theory]
    [InlineData("while (!_ready) { }")]
    [InlineData("while (_serving != ticket) Thread.SpinWait(1);")]
    [InlineData("while (true) { if (_ready) break; }")]
    [InlineData("while (!_elements.MoveNext()) Thread.SpinWait(1);")]
    [InlineData("while (true) { if (_elements.MoveNext()) break; }")]
    [InlineData("do { seen = Read(); } while (seen != 3);")]
    [InlineData("do { seen = Read(_ => _tries++); } while (seen != 3);")]
    public void A_loop_that_may_wait_is_looked_at(string loop) => Assert.Single(LoopsIn(loop));

    [Theory]
    [InlineData("while (_elements.MoveNext()) Add(_elements.Current);")]
    [InlineData("while (true) { if (!_elements.MoveNext()) break; Add(_elements.Current); }")]
    [InlineData("do { Add(_elements.Current); } while (_elements.MoveNext());")]
    [InlineData("while (_names.Contains(name)) name = $\"{start}_{++count}\";")]
    [InlineData("while (_names.Contains(name)) name = start + count++;")]
    [InlineData("while (i < 3) i++;")]
    [InlineData("foreach (var element in _all) Add(element);")]
    public void A_loop_that_does_work_of_its_own_is_not(string loop) => Assert.Empty(LoopsIn(loop));

    private static IReadOnlyList<SyntaxNode> LoopsIn(string loop) =>
        SpinSyntax.LoopsIn(CSharpSyntaxTree.ParseText($"class C {{ void M() {{ {loop} }} }}"), TestContext.Current.CancellationToken);
}
