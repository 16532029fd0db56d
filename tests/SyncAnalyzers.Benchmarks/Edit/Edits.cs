using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Benchmarks.Edit;

/// <summary>One keystroke, as incremental as an editor's: unchanged parts of the tree are kept.</summary>
internal static class Edits
{
    public static SyntaxTree InComment(SyntaxTree tree, Random random)
    {
        var comments = tree.GetRoot().DescendantTrivia().Where(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia)).Select(t => t.Span.End).ToList();
        return comments.Count == 0 ? Insert(tree, 0, "// x\n") : Insert(tree, comments[random.Next(comments.Count)], "x");
    }

    public static SyntaxTree InBody(SyntaxTree tree, Random random)
    {
        var blocks = tree.GetRoot().DescendantNodes().OfType<BlockSyntax>().Select(b => b.OpenBraceToken.Span.End).ToList();
        return blocks.Count == 0 ? InComment(tree, random) : Insert(tree, blocks[random.Next(blocks.Count)], " GC.KeepAlive(null);");
    }

    private static SyntaxTree Insert(SyntaxTree tree, int position, string text) =>
        tree.WithChangedText(tree.GetText().WithChanges(new TextChange(new TextSpan(position, 0), text)));
}
