using System.Text;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.Testing;

/// <summary>Breaks source the way typing, merging and cutting break it.</summary>
public static class Mutator
{
    /// <summary>Drops, doubles and swaps tokens and removes members, at random places. The same random numbers give the same text.</summary>
    public static string Mutate(SyntaxNode root, Random random, int edits)
    {
        var text = root.ToFullString();
        var tokens = root.DescendantTokens().Where(t => !t.Span.IsEmpty).Select(t => t.Span).ToList();
        var members = root.DescendantNodes().OfType<MemberDeclarationSyntax>().Select(m => m.Span).ToList();
        if (tokens.Count < 2)
            return text;

        // Changes that would overlap an earlier one are left out, so that each is what its name says.
        SortedList<int, (TextSpan Span, string Text)> changes = [];
        for (var i = 0; i < edits; i++)
        {
            var at = random.Next(tokens.Count - 1);
            var (first, second) = (tokens[at], tokens[at + 1]);
            var (span, replacement) = random.Next(members.Count > 0 ? 7 : 6) switch
            {
                0 or 1 => (first, ""),
                2 or 3 => (first, $"{text[first.Start..first.End]} {text[first.Start..first.End]}"),
                4 or 5 => (TextSpan.FromBounds(first.Start, second.End),
                    $"{text[second.Start..second.End]}{text[first.End..second.Start]}{text[first.Start..first.End]}"),
                _ => (members[random.Next(members.Count)], ""),
            };

            if (changes.Values.All(change => !change.Span.OverlapsWith(span)))
                changes[span.Start] = (span, replacement);
        }

        var result = new StringBuilder();
        var copied = 0;
        foreach (var (start, (span, replacement)) in changes)
        {
            result.Append(text, copied, start - copied).Append(replacement);
            copied = span.End;
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }
}
