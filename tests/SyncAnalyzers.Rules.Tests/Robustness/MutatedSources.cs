using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using SyncAnalyzers.Engine.Flow;

namespace SyncAnalyzers.Rules.Tests.Robustness;

/// <summary>Code is broken most of the time that somebody works on it. The large version of this is <c>fuzz</c> in the benchmarks.</summary>
public sealed class MutatedSources
{
    private const int Count = 300;
    private const int MaxEdits = 8;

    private static readonly ImmutableArray<DiagnosticAnalyzer> s_all = [.. Repository.Analyzers, new Harness.EmptyLockAnalyzer()];

    [Fact]
    public async Task Never_make_a_rule_or_a_fix_throw_or_run_out_of_steps()
    {
        var random = new Random(20261121);
        var efforts = new ConcurrentQueue<FlowEffort>();
        using var listening = new Listening(efforts.Enqueue);
        var (followed, applied) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            var source = Snippets.All[random.Next(Snippets.All.Count)];
            var mutated = Mutator.Mutate(CSharpSyntaxTree.ParseText(source).GetRoot(), random, 1 + random.Next(MaxEdits));
            var project = TestProject.Create(new Testing.Scenario { Sources = [mutated], Libraries = [typeof(SyncPrimitives.AsyncMutex).Assembly] });
            try
            {
                var reports = await TestProject.Analyze(project, s_all, hasErrors: true).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
                applied += await ApplyAll(project.Documents.First(document => !TestProject.IsOwn(document)), reports);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Assert.Fail($"{e}\n\nin:\n{mutated}");
            }

            // Other tests are heard too.
            var compilation = (await project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
            while (efforts.TryDequeue(out var effort))
            {
                if (compilation.ContainsSyntaxTree(effort.Body.SyntaxTree))
                {
                    followed++;
                    Assert.False(effort.IsOverBudget, $"{effort.Analysis}: more than {effort.Budget} steps\n\nin:\n{mutated}");
                }
            }
        }

        Assert.InRange(followed, Count, int.MaxValue);
        Assert.InRange(applied, Count / 3, int.MaxValue);
    }

    /// <summary>Applies everything that any fix offers, to each report and to all at once.</summary>
    /// <returns>How many changes there were.</returns>
    private static async Task<int> ApplyAll(Document document, ImmutableArray<Diagnostic> reports)
    {
        var applied = 0;
        foreach (var fix in Repository.Fixes)
        {
            List<Diagnostic> own = [.. reports.Where(report => fix.FixableDiagnosticIds.Contains(report.Id))];
            foreach (var report in own)
            {
                foreach (var action in await CodeActions.OfferedBy(fix, document, report))
                {
                    await Apply(action);
                    if (report == own[0])
                        await Apply((await CodeActions.ForAll(fix, action, FixAllScope.Document, document, _ => Task.FromResult(own.AsEnumerable())))!);
                }
            }
        }

        return applied;

        async Task Apply(CodeAction action)
        {
            var changed = (await CodeActions.Apply(action)).GetDocument(document.Id)!;
            Assert.NotEmpty(await changed.GetTextChangesAsync(document, TestContext.Current.CancellationToken));
            applied++;
        }
    }

    [Fact]
    public async Task A_body_over_its_budget_is_told_of_and_silent()
    {
        var efforts = new ConcurrentQueue<FlowEffort>();
        using var listening = new Listening(efforts.Enqueue);
        var compilation = (await TestProject.Create(Repeated(4_500), Long(100)).GetCompilationAsync(TestContext.Current.CancellationToken))!;

        var reports = await TestProject.AnalyzeBroken(compilation, [new Rules.Balance.HeldAtReturnAnalyzer()]);

        var own = efforts.Where(effort => compilation.ContainsSyntaxTree(effort.Body.SyntaxTree)).ToList();
        Assert.Contains(own, effort => effort is { IsOverBudget: true, IsExhausted: true } && effort.Body.ToString().Contains("_count4500++", StringComparison.Ordinal));
        Assert.Contains(own, effort => effort is { IsOverBudget: false, IsExhausted: false });
        Assert.Equal(["_gate100"], reports.Select(report => report.GetMessage(null).Split('\'')[1]));
    }

    private static string Long(int statements) => Class(statements, $"Monitor.Enter(_gate{statements}); {Counting(statements)}");

    /// <summary>Not too long to be looked at, but the finally is gone through once for every state in which it can be reached.</summary>
    private static string Repeated(int statements) =>
        Class(statements, $"try {{ {string.Concat(Enumerable.Range(0, 8).Select(i => $"if (_count{statements} > {i}) {{ Monitor.Enter(_more{i}); return; }} "))} }} finally {{ {Counting(statements)} }}", string.Concat(Enumerable.Range(0, 8).Select(i => $"private readonly object _more{i} = new(); ")));

    private static string Class(int number, string body, string fields = "") => $"class C{number} {{ {fields}private readonly object _gate{number} = new(); private int _count{number}; void M() {{ {body} }} }}";

    private static string Counting(int statements) => string.Concat(Enumerable.Repeat($"_count{statements}++; ", statements));

    private sealed class Listening : IDisposable
    {
        private readonly Action<FlowEffort> _hear;

        public Listening(Action<FlowEffort> hear)
        {
            _hear = hear;
            FlowEffort.Measured += hear;
        }

        public void Dispose() => FlowEffort.Measured -= _hear;
    }
}
