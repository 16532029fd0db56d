using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Rules.Spinning;

/// <summary>What the reports on loops have in common.</summary>
internal static class SpinReports
{
    /// <summary>The wait itself, or the call in the analyzed function through which it is reached.</summary>
    public static SyntaxNode PlaceOf(SpinLoop wait, Effect decider) =>
        wait.Frame.Depth == 0 || wait.Flow is null ? wait.Condition : decider.Site.Syntax;

    /// <summary>The effect where it happens, if that is in the analyzed file; else the call that leads there.</summary>
    public static SyntaxNode At(Effect effect, SemanticModelAnalysisContext context) =>
        effect.Operation.Syntax.SyntaxTree == context.SemanticModel.SyntaxTree ? effect.Operation.Syntax : effect.Site.Syntax;

    /// <summary>The loops of a tree that only somebody else can end, one per condition: cycles that start at one block may share theirs.</summary>
    public static IEnumerable<SpinLoop> WaitsIn(SyntaxTree tree, CodeModel code, Func<SpinLoop, bool> isWanted, CancellationToken cancellation) =>
        SpinSyntax.LoopsIn(tree, cancellation).Count == 0 ? [] : FindWaits(tree, code, isWanted, cancellation);

    private static IEnumerable<SpinLoop> FindWaits(SyntaxTree tree, CodeModel code, Func<SpinLoop, bool> isWanted, CancellationToken cancellation)
    {
        var seen = new HashSet<SyntaxNode>();
        foreach (var body in code.SpinningIn(tree, cancellation))
        {
            var waits = code.LoopsIn(body).Where(loop => loop.IsWait && isWanted(loop)).ToList();
            foreach (var loop in waits)
            {
                // The loop around a loop that waits shares its fault and its cure.
                var isOuter = waits.Any(inner => inner.Frame.Code == loop.Frame.Code && loop.Flow is { } outer && inner.Flow is { } nested && outer.Contains(nested));
                if (!isOuter && seen.Add(loop.Condition))
                    yield return loop;
            }
        }
    }
}
