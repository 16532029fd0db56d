using System.Reflection;
using SyncAnalyzers.Benchmarks.Sources;

namespace SyncAnalyzers.Benchmarks.Analyzers;

/// <summary>Analyzers with the severities they run under.</summary>
internal sealed record AnalyzerSet(ImmutableArray<DiagnosticAnalyzer> Analyzers, ImmutableDictionary<string, ReportDiagnostic> Severities)
{
    public static AnalyzerSet None { get; } = new([], ImmutableDictionary<string, ReportDiagnostic>.Empty);

    public AnalyzerSet With(AnalyzerSet other) => new([.. Analyzers, .. other.Analyzers], Severities.SetItems(other.Severities));

    public static AnalyzerSet Of(DiagnosticAnalyzer analyzer) => None with { Analyzers = [analyzer] };

    /// <summary>Whatever the assembly has, as it is by default; with <paramref name="rules"/>, these alone and all of them on.</summary>
    public static AnalyzerSet Ours(string[] rules)
    {
        var all = In(Assembly.Load("SyncAnalyzers.Rules"));
        if (rules.Length == 0)
            return None with { Analyzers = all };

        var known = all.SelectMany(a => a.SupportedDiagnostics).Select(rule => rule.Id).ToHashSet();
        if (rules.FirstOrDefault(rule => !known.Contains(rule)) is { } unknown)
            throw new ArgumentException($"There is no rule '{unknown}'.");

        var chosen = all.Where(a => a.SupportedDiagnostics.Any(rule => rules.Contains(rule.Id))).ToImmutableArray();
        var severities = chosen.SelectMany(a => a.SupportedDiagnostics).DistinctBy(rule => rule.Id).ToImmutableDictionary(
            rule => rule.Id, rule => !rules.Contains(rule.Id) ? ReportDiagnostic.Suppress : rule.IsEnabledByDefault ? ReportDiagnostic.Default : ReportDiagnostic.Warn);
        return new(chosen, severities);
    }

    /// <summary>What runs in a build of a new project: of the SDK's analyzers those with a rule that its default configuration makes a warning.</summary>
    public static AnalyzerSet Sdk()
    {
        var folder = Path.Combine(Framework.Sdk, "Sdks", "Microsoft.NET.Sdk", "analyzers");
        var config = Path.Combine(folder, "build", "config", "analysislevel_10_default.globalconfig");
        var severities = AnalyzerConfigSet.Create(new[] { AnalyzerConfig.Parse(File.ReadAllText(config), config) }).GlobalConfigOptions.TreeOptions;

        var analyzers = new[] { "Microsoft.CodeAnalysis.NetAnalyzers.dll", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll" }
            .SelectMany(name => In(Assembly.LoadFrom(Path.Combine(folder, name))))
            .Where(a => a.SupportedDiagnostics.Any(rule => IsWarning(rule, severities)));
        return new([.. analyzers], severities);
    }

    private static bool IsWarning(DiagnosticDescriptor rule, ImmutableDictionary<string, ReportDiagnostic> severities) =>
        severities.TryGetValue(rule.Id, out var severity)
            ? severity is ReportDiagnostic.Warn or ReportDiagnostic.Error
            : rule is { IsEnabledByDefault: true, DefaultSeverity: >= DiagnosticSeverity.Warning };

    private static ImmutableArray<DiagnosticAnalyzer> In(Assembly assembly) =>
    [
        .. Types(assembly)
            .Where(t => !t.IsAbstract && t.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages.Contains(LanguageNames.CSharp) == true)
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!),
    ];

    /// <summary>The SDK's assemblies hold fixes too, whose base class the compiler does not have.</summary>
    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }
}
