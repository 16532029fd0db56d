using System.Text.RegularExpressions;

namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>Links between the repository's pages lead somewhere.</summary>
public sealed partial class EveryLink
{
    private static readonly string[] s_outputs = ["artifacts", "bin", "obj"];

    [Fact]
    public void Leads_to_a_file_and_a_heading_that_exist() => Assert.Empty(
        from page in Pages(Repository.Root)
        from Match link in Link().Matches(CodeBlock().Replace(File.ReadAllText(page), ""))
        let target = link.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal) && !Exists(page, target)
        select $"{Path.GetRelativePath(Repository.Root, page)}: {target}");

    private static bool Exists(string page, string target)
    {
        var (file, anchor) = target.Split('#') is [var f, var a] ? (f, a) : (target, null);
        var path = file.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, file);
        return (File.Exists(path) || Directory.Exists(path)) && (anchor is null || Headings(path).Contains(anchor));
    }

    private static IEnumerable<string> Headings(string path) => File.ReadLines(path)
        .Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static IEnumerable<string> Pages(string folder) => Directory.EnumerateFiles(folder, "*.md")
        .Concat(Directory.EnumerateDirectories(folder).Where(d => !s_outputs.Contains(Path.GetFileName(d)) && !Path.GetFileName(d).StartsWith('.')).SelectMany(Pages));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
