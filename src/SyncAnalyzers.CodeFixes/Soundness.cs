using Microsoft.CodeAnalysis.Diagnostics;
using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.CodeFixes;

/// <summary>Judges a document that was rewritten in many places by what the compiler and our own rule say of it.</summary>
internal static class Soundness
{
    /// <summary>The document has no error or warning that it did not have, and no lock that its holder waits for: a lock that counted may now not count.</summary>
    public static async Task<bool> Keeps(SemanticModel model, SyntaxNode changed, CancellationToken cancellation)
    {
        var tree = model.SyntaxTree.WithRootAndOptions(changed, model.SyntaxTree.Options);
        var rewritten = model.Compilation.ReplaceSyntaxTree(model.SyntaxTree, tree).GetSemanticModel(tree);
        if (Complaints(rewritten, cancellation) > Complaints(model, cancellation))
            return false;

        var waits = await SelfDeadlocks(rewritten, cancellation).ConfigureAwait(false);
        return waits == 0 || waits <= await SelfDeadlocks(model, cancellation).ConfigureAwait(false);
    }

    private static int Complaints(SemanticModel model, CancellationToken cancellation) =>
        model.GetDiagnostics(cancellationToken: cancellation).Count(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);

    private static async Task<int> SelfDeadlocks(SemanticModel model, CancellationToken cancellation)
    {
        var run = model.Compilation.WithAnalyzers([new SelfDeadlockAnalyzer()]);
        return (await run.GetAnalyzerSemanticDiagnosticsAsync(model, filterSpan: null, cancellation).ConfigureAwait(false)).Length;
    }
}
