using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine;

namespace SyncAnalyzers.Rules.Tests.Robustness;

/// <summary>What is known of one compilation serves the next ones, of which an editor makes one at every keystroke.</summary>
public sealed class SharedKnowledgeTests
{
    private const string Source =
        """
        class C
        {
            private readonly object _gate = new();

            void M() { Monitor.Enter(_gate); Monitor.Exit(_gate); /* here */ }
        }
        """;

    /// <summary>Asking what still holds writes nothing down: it would be kept as long as the older compilation, and written by many threads at once.</summary>
    [Fact]
    public async Task An_edit_leaves_nothing_with_the_compilation_before_it()
    {
        var first = (await TestProject.Create(Source).GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var tree = first.SyntaxTrees.Single(tree => tree.ToString().Contains("class C", StringComparison.Ordinal));
        var known = SyncModel.For(first);
        Assert.Single(known.LockBodiesIn(tree, TestContext.Current.CancellationToken));

        var edits = Enumerable.Range(0, 8).Select(number => Analyze(first, tree, number)).ToList();
        // A test that runs beside this one looks at recent compilations too, and holds each for a moment; the runtime may keep one in a register.
        for (var i = 0; i < 20 && edits.Count(edit => edit.IsAlive) > 1; i++)
        {
            await Task.Delay(i * 10, TestContext.Current.CancellationToken);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(edits.Count(edit => edit.IsAlive) <= 1, $"{edits.Count(edit => edit.IsAlive)} of {edits.Count} edits are still there");
        GC.KeepAlive(known);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Analyze(Compilation first, SyntaxTree tree, int number)
    {
        var changed = tree.WithChangedText(SourceText.From(tree.ToString().Replace("here", "there " + number, StringComparison.Ordinal)));
        var edit = first.ReplaceSyntaxTree(tree, changed);
        Assert.Single(SyncModel.For(edit).LockBodiesIn(changed, TestContext.Current.CancellationToken));
        return new WeakReference(edit);
    }
}
