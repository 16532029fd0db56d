using System.Buffers;
using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Searches a source text piece by piece: a string of a whole file would be garbage at once.</summary>
public static class TextSearch
{
    private const int ChunkLength = 16 * 1024;

    public static bool Contains(SyntaxTree tree, string word, CancellationToken cancellation) => ContainsAny(tree.GetText(cancellation), [word]);

    /// <summary>Whether the text has one of the words, none of which is longer than 256 characters.</summary>
    public static bool ContainsAny(SourceText text, string[] words)
    {
        var overlap = words.Max(word => word.Length) - 1;
        var chunk = ArrayPool<char>.Shared.Rent(ChunkLength);
        try
        {
            for (var start = 0; start < text.Length; start += ChunkLength - overlap)
            {
                var length = Math.Min(ChunkLength, text.Length - start);
                text.CopyTo(start, chunk, 0, length);
                var piece = new ReadOnlySpan<char>(chunk, 0, length);
                foreach (var word in words)
                {
                    if (piece.IndexOf(word.AsSpan()) >= 0)
                        return true;
                }

                if (start + length == text.Length)
                    break;
            }

            return false;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chunk);
        }
    }
}
