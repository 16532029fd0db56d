using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CodeFixes;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Testing;

/// <summary>What there is to check: the analyzers and fixes in the assemblies, the pages and samples in the repository.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<DiagnosticAnalyzer> Analyzers { get; } = Instances<DiagnosticAnalyzer>(typeof(RuleCatalog).Assembly);

    /// <summary>Every rule once, by id, suppressions not included.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> Rules { get; } =
        [.. Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    public static IReadOnlyList<CodeFixProvider> Fixes { get; } = Instances<CodeFixProvider>(System.Reflection.Assembly.Load("SyncAnalyzers.CodeFixes"));

    public static IReadOnlyList<string> RulePages { get; } = Directory.Exists(InRoot("docs", "rules"))
        ? [.. Directory.EnumerateFiles(InRoot("docs", "rules"), "SYNC*.md").Order(StringComparer.Ordinal)]
        : [];

    public static DiagnosticDescriptor Rule(string id) => Rules.Single(rule => rule.Id == id);

    public static DiagnosticAnalyzer AnalyzerOf(string id) => Analyzers.Single(a => a.SupportedDiagnostics.Any(rule => rule.Id == id));

    public static string RulePage(string id) => InRoot("docs", "rules", id + ".md");

    public static string InRoot(params string[] path) => Path.Combine([Root, .. path]);

    private static List<T> Instances<T>(System.Reflection.Assembly assembly) =>
    [
        .. assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract)
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (T)Activator.CreateInstance(type)!),
    ];

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        // Where builds are deterministic the compiler writes no true path, but the tests still run from within the repository.
        for (var folder = new DirectoryInfo(Directory.Exists(Path.GetDirectoryName(thisFile)) ? Path.GetDirectoryName(thisFile)! : AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SyncAnalyzers.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("No folder above the tests holds SyncAnalyzers.sln.");
    }
}
