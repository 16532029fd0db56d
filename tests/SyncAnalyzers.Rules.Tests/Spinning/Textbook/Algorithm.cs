using System.Text.RegularExpressions;

namespace SyncAnalyzers.Rules.Tests.Spinning.Textbook;

/// <summary>One way to write an algorithm down, right and with its usual mistakes.</summary>
/// <param name="Source">
/// A slot <c>/*A*/</c> stands where variants differ, and <c>#if</c> asks for one by its name. A line that is reported ends in <c>// none, late: SYNC3003; early: SYNC3001</c>:
/// in which variants, and by which rules; <c>any</c> is every variant.
/// </param>
internal sealed partial record Algorithm(string Name, string Coding, IReadOnlyDictionary<string, string> Variants, string Source)
{
    /// <summary>The program, and what has to be reported on which of its lines, all rules together.</summary>
    public (string Program, IEnumerable<string> Reports) In(string variant)
    {
        var code = SlotsOf(Variants[variant]).Aggregate(Source, (text, slot) => text.Replace($"/*{slot.Name}*/", slot.Code, StringComparison.Ordinal));
        var lines = $"#define {variant}\n{Slot().Replace(code, "")}".ReplaceLineEndings("\n").Split('\n');
        var reports = lines.Index().SelectMany(line => IdsOf(line.Item, variant).Select(id => $"{line.Index + 1}: {id}"));
        return (string.Join('\n', lines), reports);
    }

    private static IEnumerable<(string Name, string Code)> SlotsOf(string variant) =>
        variant.Split("//", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(slot => (slot[..slot.IndexOf('=', StringComparison.Ordinal)], slot[(slot.IndexOf('=', StringComparison.Ordinal) + 1)..]));

    private static IEnumerable<string> IdsOf(string line, string variant) =>
        from mark in Mark().Matches(line)
        where mark.Groups["variants"].Value.Split(',', StringSplitOptions.TrimEntries) is var variants && (variants.Contains(variant) || variants.Contains("any"))
        from id in mark.Groups["ids"].Value.Split(' ')
        select id;

    [GeneratedRegex(@"/\*[A-Z]\*/")]
    private static partial Regex Slot();

    [GeneratedRegex(@"(?<=//.*)(?<variants>[\w, ]+?): (?<ids>SYNC\d{4}( SYNC\d{4})*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Mark();
}
