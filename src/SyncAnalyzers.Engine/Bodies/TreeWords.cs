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
    // FNV-1a (Fowler, Noll, Vo).
    private const int HashStart = unchecked((int)2166136261);
    private const int HashFactor = 16777619;

    private static readonly ConditionalWeakTable<SyntaxTree, TreeWords> s_trees = new();

    // A look is quicker than the comparisons, and every letter of every text is asked.
    private static readonly bool[] s_parts = [.. Enumerable.Range(0, 128).Select(letter => letter == '_' || char.IsLetterOrDigit((char)letter))];

    // Reserved words that nobody asks for: every third word of a text is one.
    private static readonly int[] s_unasked = Table(
    [
        "as", "base", "bool", "break", "case", "catch", "class", "const", "else", "false", "foreach", "if", "int", "internal", "is", "namespace", "null", "object",
        "override", "private", "protected", "public", "readonly", "return", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "void",
    ]);

    // Letters from one word that is kept to the next; in most files there are more.
    private const int UsualDistance = 8;

    private readonly SyntaxTree _tree;
    private readonly int[] _hashes;
    private readonly int[] _starts;

    private TreeWords(SyntaxTree tree, int[] hashes, int[] starts) => (_tree, _hashes, _starts) = (tree, hashes, starts);

    public static TreeWords Of(SyntaxTree tree, CancellationToken cancellation)
    {
        if (s_trees.TryGetValue(tree, out var known))
            return known;

        return s_trees.GetOrKeep(tree, Read(tree, tree.GetText(cancellation)));
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

    public bool HasAny(WordSet words, TextSpan within)
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
    /// <param name="isOpening">Only those before an opening parenthesis. In a comment words rarely are, and to look for a token is dear.</param>
    public IEnumerable<SyntaxToken> Tokens(WordSet words, TextSpan within, bool isOpening = false)
    {
        var (first, end) = Range(within);
        for (var i = first; i < end; i++)
        {
            if (words.Contains(_hashes[i]) && (!isOpening || IsOpening(i)) && TokenOf(i) is { RawKind: not 0 } token)
                yield return token;
        }
    }

    /// <inheritdoc cref="Tokens(WordSet, TextSpan, bool)"/>
    public IEnumerable<SyntaxToken> Tokens(string word, TextSpan within)
    {
        var hash = HashOf(word);
        var (first, end) = Range(within);
        for (var i = Next(first); i >= 0; i = Next(i + 1))
        {
            if (TokenOf(i) is { RawKind: not 0 } token && token.ValueText == word)
                yield return token;
        }

        int Next(int from) => Array.IndexOf(_hashes, hash, from, end - from);
    }

    /// <inheritdoc cref="Tokens(WordSet, TextSpan, bool)"/>
    public IEnumerable<SyntaxToken> Tokens(string word) => Tokens(word, new TextSpan(0, _tree.Length));

    // In a comment or a string, the token there is another one. An identifier may begin with an @.
    private SyntaxToken TokenOf(int word)
    {
        var token = _tree.GetRoot().FindToken(_starts[word]);
        return token.SpanStart == _starts[word] || (token.SpanStart == _starts[word] - 1 && token.Text[0] == '@') ? token : default;
    }

    // What may stand between, a comment or a directive, counts as one.
    private bool IsOpening(int word)
    {
        var text = _tree.GetText();
        var at = _starts[word];
        while (at < text.Length && IsPart(text[at]))
            at++;

        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;

        return at < text.Length && text[at] is '(' or '/' or '#';
    }

    private (int First, int End) Range(TextSpan within) => (FirstFrom(within.Start), FirstFrom(within.End));

    private int FirstFrom(int position)
    {
        var found = Array.BinarySearch(_starts, position);
        return found >= 0 ? found : ~found;
    }

    private static TreeWords Read(SyntaxTree tree, SourceText text)
    {
        var length = text.Length;
        var letters = ArrayPool<char>.Shared.Rent(length);
        var hashes = ArrayPool<int>.Shared.Rent((length / UsualDistance) + 1);
        var starts = ArrayPool<int>.Shared.Rent((length / UsualDistance) + 1);
        try
        {
            text.CopyTo(0, letters, 0, length);
            var (count, at) = (0, 0);
            while (at < length)
            {
                if (!IsPart(letters[at]))
                {
                    at++;
                    continue;
                }

                var (start, hash) = (at, HashStart);
                do
                    hash = Add(hash, letters[at]);
                while (++at < length && IsPart(letters[at]));

                if (!MayBeAsked(letters, start, hash))
                    continue;

                if (count == hashes.Length || count == starts.Length)
                    (hashes, starts) = (Larger(hashes), Larger(starts));

                (hashes[count], starts[count]) = (hash, start);
                count++;
            }

            return new TreeWords(tree, hashes.AsSpan(0, count).ToArray(), starts.AsSpan(0, count).ToArray());
        }
        finally
        {
            ArrayPool<char>.Shared.Return(letters);
            ArrayPool<int>.Shared.Return(hashes);
            ArrayPool<int>.Shared.Return(starts);
        }
    }

    private static int[] Larger(int[] full)
    {
        var larger = ArrayPool<int>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<int>.Shared.Return(full);
        return larger;
    }

    // A number is no name; a reserved word is one after an @.
    private static bool MayBeAsked(char[] letters, int start, int hash) =>
        letters[start] is not (>= '0' and <= '9') && (s_unasked[hash & (s_unasked.Length - 1)] != hash || (start > 0 && letters[start - 1] == '@'));

    // By their lowest bits. Of two words in one place the first is kept after all; in an empty place stands what nothing there is equal to.
    private static int[] Table(string[] words)
    {
        int[] table = [.. Enumerable.Range(0, 1024).Select(place => ~place)];
        foreach (var hash in words.Select(HashOf))
            table[hash & (table.Length - 1)] = hash;

        return table;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPart(char letter) => letter < s_parts.Length ? s_parts[letter] : char.IsLetterOrDigit(letter);

    private static int Add(int hash, char letter) => unchecked((hash ^ letter) * HashFactor);
}
