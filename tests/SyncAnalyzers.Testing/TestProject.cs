using Microsoft.CodeAnalysis.CSharp;

namespace SyncAnalyzers.Testing;

/// <summary>Small projects in memory, compiled against the framework the tests run on.</summary>
public static class TestProject
{
    private const string Usings =
        "global using System; global using System.Collections.Concurrent; global using System.Collections.Generic; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly ImmutableArray<MetadataReference> s_framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static Project Create(params IReadOnlyList<string> sources)
    {
        var project = new AdhocWorkspace()
            .AddProject("Test", LanguageNames.CSharp)
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true))
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.Preview))
            .WithMetadataReferences(s_framework)
            .AddDocument("Usings.cs", Usings, filePath: "Usings.cs").Project;

        for (var i = 0; i < sources.Count; i++)
            project = project.AddDocument($"Test{i}.cs", sources[i], filePath: $"Test{i}.cs").Project;

        return project;
    }

    public static async Task<ImmutableArray<Diagnostic>> Analyze(Project project, params ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var compilation = (await project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        return await AnalyzeBroken(compilation, analyzers);
    }

    /// <summary>Analyzes whatever it is given, errors included; an exception in an analyzer fails the test.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeBroken(Compilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers, AnalyzerOptions? options = null)
    {
        List<Exception> thrown = [];
        var settings = new CompilationWithAnalyzersOptions(
            options ?? new AnalyzerOptions([]), (exception, _, _) => { lock (thrown) thrown.Add(exception); }, concurrentAnalysis: true, logAnalyzerExecutionTime: false);

        var diagnostics = await compilation.WithAnalyzers(analyzers, settings).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.Empty(thrown);
        return diagnostics;
    }
}
