using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>Tells from the text of a file whether it can add to the vocabulary: nearly none does, and one look settles that for all it could add.</summary>
internal static class VocabularyWords
{
    private static readonly WordSet s_words = WordSet.Of([.. AttributedMethods.Words, .. LibraryTypes.Words]);

    // The text of a tree does not change.
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<bool>> s_trees = new();

    /// <summary>The file has an attribute that declares a lock, or the name of a lock of a known library.</summary>
    public static bool Has(SyntaxTree tree) => s_trees.GetValue(tree, static t => new(TreeWords.Of(t, CancellationToken.None).HasAny(s_words, new TextSpan(0, t.Length)))).Value;
}
