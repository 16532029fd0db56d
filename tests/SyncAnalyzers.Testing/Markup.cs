using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.Testing;

/// <summary>Source text that shows in place where diagnostics are expected: <c>[|here|]</c> or, naming the rule, <c>{|SYNC1001:here|}</c>.</summary>
public static partial class Markup
{
    public static string Strip(string marked) => Mark().Replace(marked, "");

    /// <summary>Puts the marks back, around what was actually reported. A failed test then shows two sources, and the diff is the failure.</summary>
    /// <param name="unnamed">The id that needs no name in the marks.</param>
    public static string Apply(string source, IEnumerable<(string Id, TextSpan Span)> reported, string? unnamed)
    {
        // At one position the marks that end there come first, then those that begin there, the outermost first.
        var marks = reported.SelectMany(r => MarksAround(r.Span, r.Id == unnamed ? "[|" : "{|" + r.Id + ":"))
            .OrderBy(m => m.Position).ThenBy(m => m.Rank).ThenBy(m => m.Text, StringComparer.Ordinal);

        var text = new StringBuilder();
        var copied = 0;
        foreach (var (position, _, mark) in marks)
        {
            text.Append(source, copied, position - copied).Append(mark);
            copied = position;
        }

        return text.Append(source, copied, source.Length - copied).ToString();
    }

    /// <summary>Marks that mean the same read the same, so that the result of <see cref="Apply"/> can be compared with what a test wrote.</summary>
    public static string Normalize(string marked, string? unnamed)
    {
        var closed = marked.Replace("|}", "|]", StringComparison.Ordinal);
        return unnamed is null ? closed : closed.Replace("{|" + unnamed + ":", "[|", StringComparison.Ordinal);
    }

    private static IEnumerable<(int Position, int Rank, string Text)> MarksAround(TextSpan span, string open) =>
        span.IsEmpty
            ? [(span.Start, 0, open + "|]")]
            : [(span.Start, int.MaxValue - span.Length, open), (span.End, -1, "|]")];

    [GeneratedRegex(@"\[\||\|\]|\{\|SYNC\w+:|\|\}")]
    private static partial Regex Mark();
}
