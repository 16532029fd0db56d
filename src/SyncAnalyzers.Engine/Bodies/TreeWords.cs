using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Where which words stand in a source text: found in one pass, and kept with the tree from one compilation to the next.</summary>
/// <remarks>
/// Words are kept as hashes, and those in comments and strings count too: a word that is not there is surely not there. Whoever
/// needs to know more asks for the tokens. Thread-safe.
/// </remarks>
public sealed class TreeWords
{
    private const int ChunkLength = 8 * 1024;

    // FNV-1a (Fowler, Noll, Vo).
    private const int HashStart = unchecked((int)2166136261);
    private const int HashFactor = 16777619;

    private static readonly ConditionalWeakTable<SyntaxTree, TreeWords> s_trees = new();

    private readonly SyntaxTree _tree;
    private readonly int[] _hashes;
    private readonly int[] _starts;

    private TreeWords(SyntaxTree tree, int[] hashes, int[] starts) => (_tree, _hashes, _starts) = (tree, hashes, starts);

    public static TreeWords Of(SyntaxTree tree, CancellationToken cancellation)
    {
        if (s_trees.TryGetValue(tree, out var known))
            return known;

        var words = Read(tree, tree.GetText(cancellation));
        return s_trees.GetValue(tree, _ => words);
    }

    public static int HashOf(string word)
    {
        var hash = HashStart;
        foreach (var letter in word)
            hash = Add(hash, letter);

        return hash;
    }

    public bool Has(string word) => Array.IndexOf(_hashes, HashOf(word)) >= 0;

    public bool Has(string word, TextSpan within)
    {
        var (first, end) = Range(within);
        return Array.IndexOf(_hashes, HashOf(word), first, end - first) >= 0;
    }

    public bool HasAny(HashSet<int> words, TextSpan within)
    {
        var (first, end) = Range(within);
        for (var i = first; i < end; i++)
        {
            if (words.Contains(_hashes[i]))
                return true;
        }

        return false;
    }

    /// <summary>The tokens within <paramref name="within"/> that are one of the words, in the order of the text.</summary>
    public IEnumerable<SyntaxToken> Tokens(HashSet<int> words, TextSpan within)
    {
        SyntaxNode? root = null;
        var (first, end) = Range(within);
        for (var i = first; i < end; i++)
        {
            if (!words.Contains(_hashes[i]))
                continue;

            root ??= _tree.GetRoot();
            var token = root.FindToken(_starts[i]);

            // In a comment or a string, the token is another one. An identifier may begin with an @.
            if (token.SpanStart == _starts[i] || (token.SpanStart == _starts[i] - 1 && token.Text[0] == '@'))
                yield return token;
        }
    }

    /// <inheritdoc cref="Tokens(HashSet{int}, TextSpan)"/>
    public IEnumerable<SyntaxToken> Tokens(string word, TextSpan within) =>
        Has(word, within) ? Tokens([HashOf(word)], within).Where(token => token.ValueText == word) : [];

    /// <inheritdoc cref="Tokens(HashSet{int}, TextSpan)"/>
    public IEnumerable<SyntaxToken> Tokens(string word) => Tokens(word, new TextSpan(0, _tree.Length));

    private (int First, int End) Range(TextSpan within) => (FirstFrom(within.Start), FirstFrom(within.End));

    private int FirstFrom(int position)
    {
        var found = Array.BinarySearch(_starts, position);
        return found >= 0 ? found : ~found;
    }

    private static TreeWords Read(SyntaxTree tree, SourceText text)
    {
        var chunk = ArrayPool<char>.Shared.Rent(ChunkLength);
        var capacity = (text.Length / 2) + 1;
        var hashes = ArrayPool<int>.Shared.Rent(capacity);
        var starts = ArrayPool<int>.Shared.Rent(capacity);
        try
        {
            var (count, hash, start) = (0, HashStart, -1);
            for (var at = 0; at < text.Length; at += ChunkLength)
            {
                var length = Math.Min(ChunkLength, text.Length - at);
                text.CopyTo(at, chunk, 0, length);
                for (var i = 0; i < length; i++)
                {
                    if (IsPart(chunk[i]))
                    {
                        if (start < 0)
                            start = at + i;

                        hash = Add(hash, chunk[i]);
                    }
                    else if (start >= 0)
                    {
                        End();
                    }
                }
            }

            if (start >= 0)
                End();

            return new TreeWords(tree, hashes.AsSpan(0, count).ToArray(), starts.AsSpan(0, count).ToArray());

            void End()
            {
                (hashes[count], starts[count]) = (hash, start);
                (count, hash, start) = (count + 1, HashStart, -1);
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chunk);
            ArrayPool<int>.Shared.Return(hashes);
            ArrayPool<int>.Shared.Return(starts);
        }
    }

    private static bool IsPart(char letter) => letter < 128 ? (uint)((letter | 0x20) - 'a') <= 'z' - 'a' || (uint)(letter - '0') <= 9 || letter == '_' : char.IsLetterOrDigit(letter);

    private static int Add(int hash, char letter) => unchecked((hash ^ letter) * HashFactor);
}
