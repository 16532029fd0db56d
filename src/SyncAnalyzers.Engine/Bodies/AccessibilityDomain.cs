using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>The text in which a member can be named.</summary>
internal static class AccessibilityDomain
{
    /// <summary>A private member's is the text of its type, though hundreds of types may share its name and the file. Any other's is taken to be the whole compilation.</summary>
    public static IEnumerable<(SyntaxTree Tree, TextSpan Span)> Of(ISymbol member, Compilation compilation) =>
        member is { DeclaredAccessibility: Accessibility.Private or Accessibility.NotApplicable, ContainingType: { } type }
            ? type.DeclaringSyntaxReferences.Where(part => compilation.ContainsSyntaxTree(part.SyntaxTree)).Select(part => (part.SyntaxTree, part.Span))
            : compilation.SyntaxTrees.Select(Whole);

    public static (SyntaxTree Tree, TextSpan Span) Whole(SyntaxTree tree) => (tree, new TextSpan(0, tree.Length));
}
