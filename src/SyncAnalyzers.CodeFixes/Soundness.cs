using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.CodeFixes;

/// <summary>Judges what a document becomes by rewriting it in many places, by what the compiler and our own rule say of it.</summary>
/// <remarks>What they say of the document as it is, is asked once and only if it matters: that costs as much as the same about a rewritten one.</remarks>
internal sealed class Soundness(SemanticModel model, CancellationToken cancellation)
{
    private int? _complaints;
    private int? _waits;

    /// <summary>The member that changes has no error or warning that it did not have; the document, if what changes is no code of a member.</summary>
    public bool Compiles(SyntaxNode changed)
    {
        var rewritten = Of(changed);
        var complaints = Complaints(rewritten, Changed(rewritten.SyntaxTree, model.SyntaxTree));
        return complaints == 0 || complaints <= Complaints(model, Changed(model.SyntaxTree, rewritten.SyntaxTree));
    }

    /// <summary>The document has no error or warning that it did not have, and no lock that its holder waits for: a lock that counted, or threw, may now do neither.</summary>
    public async Task<bool> IsKeptIn(SyntaxNode changed)
    {
        var rewritten = Of(changed);
        if (Complaints(rewritten) is > 0 and var complaints && complaints > (_complaints ??= Complaints(model)))
            return false;

        var waits = await SelfDeadlocks(rewritten).ConfigureAwait(false);
        return waits == 0 || waits <= (_waits ??= await SelfDeadlocks(model).ConfigureAwait(false));
    }

    private SemanticModel Of(SyntaxNode changed)
    {
        var tree = model.SyntaxTree.WithRootAndOptions(changed, model.SyntaxTree.Options);
        return model.Compilation.ReplaceSyntaxTree(model.SyntaxTree, tree).GetSemanticModel(tree);
    }

    /// <summary>The member of a tree that holds all that is not as in the other; <see langword="null"/> for all of it.</summary>
    private TextSpan? Changed(SyntaxTree tree, SyntaxTree other)
    {
        var spans = tree.GetChangedSpans(other);
        if (spans.Count == 0)
            return null;

        var node = tree.GetRoot(cancellation).FindNode(TextSpan.FromBounds(spans.Min(span => span.Start), spans.Max(span => span.End)));
        return node.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member and (BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax) ? member.FullSpan : null;
    }

    private int Complaints(SemanticModel of, TextSpan? within = null) =>
        of.GetDiagnostics(within, cancellation).Count(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);

    private async Task<int> SelfDeadlocks(SemanticModel of)
    {
        var run = of.Compilation.WithAnalyzers([new SelfDeadlockAnalyzer()]);
        var reports = await run.GetAnalyzerSemanticDiagnosticsAsync(of, filterSpan: null, cancellation).ConfigureAwait(false);
        return reports.Count(report => !report.Properties.ContainsKey(SelfDeadlockAnalyzer.Throws));
    }
}
