using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;

namespace SyncAnalyzers.Rules.Tests.Robustness;

/// <summary>Code is broken most of the time that somebody works on it. The large version of this is <c>fuzz</c> in the benchmarks.</summary>
public sealed class MutatedSources
{
    private const int Count = 300;
    private const int MaxEdits = 8;

    private static readonly ImmutableArray<DiagnosticAnalyzer> s_all = [.. Repository.Analyzers, new Harness.EmptyLockAnalyzer()];

    [Fact]
    public async Task Never_make_a_rule_throw()
    {
        var random = new Random(20261121);
        for (var i = 0; i < Count; i++)
        {
            var source = Snippets.All[random.Next(Snippets.All.Count)];
            var mutated = Mutator.Mutate(CSharpSyntaxTree.ParseText(source).GetRoot(), random, 1 + random.Next(MaxEdits));

            try
            {
                var compilation = await TestProject.Create(mutated).GetCompilationAsync(TestContext.Current.CancellationToken);
                await TestProject.AnalyzeBroken(compilation!, s_all).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Assert.Fail($"{e.Message}\n\nin:\n{mutated}");
            }
        }
    }
}
