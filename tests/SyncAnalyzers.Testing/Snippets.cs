using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace SyncAnalyzers.Testing;

/// <summary>Every piece of C# in the repository that is about synchronization: samples, pages, and the sources inside tests.</summary>
public static partial class Snippets
{
    /// <summary>In an order that does not depend on the machine.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Files("samples", "*.cs").Concat(Files("docs", "*.md").SelectMany(InPage)).Concat(Files("tests", "*Tests.cs").SelectMany(InTest)).Distinct()];

    private static IEnumerable<string> InPage(string page) => CodeBlock().Matches(page).Select(m => m.Groups["code"].Value);

    private static IEnumerable<string> InTest(string source) => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot()
        .DescendantTokens()
        .Where(token => token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken))
        .Select(token => Markup.Strip(token.ValueText))
        .Where(text => text.Contains("class ", StringComparison.Ordinal));

    private static IEnumerable<string> Files(string folder, string pattern) => Directory.Exists(Repository.InRoot(folder))
        ? Directory.EnumerateFiles(Repository.InRoot(folder), pattern, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(file => File.ReadAllText(file).ReplaceLineEndings("\n"))
        : [];

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
