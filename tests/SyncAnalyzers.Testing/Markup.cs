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
    public static string Apply(string source, IEnumerable<(string Id, TextSpan Span)> reported, string unnamed)
    {
        var text = new StringBuilder(source);
        foreach (var (id, span) in reported.OrderByDescending(r => r.Span.Start).ThenBy(r => r.Span.End))
            text.Insert(span.End, "|]").Insert(span.Start, id == unnamed ? "[|" : "{|" + id + ":");

        return text.ToString();
    }

    /// <summary>Both ways of closing a mark read the same, so that <see cref="Apply"/> can be compared with what a test wrote.</summary>
    public static string Normalize(string marked) => marked.Replace("|}", "|]", StringComparison.Ordinal);

    [GeneratedRegex(@"\[\||\|\]|\{\|SYNC\w+:|\|\}")]
    private static partial Regex Mark();
}
