using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Testing;

/// <summary>Small projects in memory, compiled against the framework the tests run on.</summary>
public static class TestProject
{
    private const string UsingsName = "Usings.cs";

    private const string Usings =
        """
        global using System;
        global using System.Collections.Concurrent;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.Preview);

    /// <summary>The framework's assemblies, as metadata. Reading them needs no network.</summary>
    public static ImmutableArray<MetadataReference> Framework { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static Project Create(params IReadOnlyList<string> sources) => Create(Scenario.FromSources(sources));

    /// <summary>The last project of the scenario's closure, in a solution with the others.</summary>
    public static Project Create(Scenario scenario)
    {
        Solution solution = new AdhocWorkspace().CurrentSolution;
        Dictionary<string, ProjectId> ids = [];

        foreach (var part in scenario.Closure)
            solution = Add(solution, part, ids);

        return solution.GetProject(ids[scenario.Name])!;
    }

    /// <summary>Whether the harness wrote the document itself, so that no test speaks of it.</summary>
    public static bool IsOwn(TextDocument document) => document.Name == UsingsName;

    public static Task<ImmutableArray<Diagnostic>> Analyze(Project project, params ImmutableArray<DiagnosticAnalyzer> analyzers) =>
        Analyze(project, analyzers, hasErrors: false);

    /// <inheritdoc cref="Analyze(Project, ImmutableArray{DiagnosticAnalyzer})"/>
    /// <param name="hasErrors">Whether compile errors are expected.</param>
    public static async Task<ImmutableArray<Diagnostic>> Analyze(Project project, ImmutableArray<DiagnosticAnalyzer> analyzers, bool hasErrors)
    {
        var compilation = await Compile(project, analyzers);
        if (!hasErrors)
            Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));

        return await AnalyzeBroken(compilation, analyzers, project.AnalyzerOptions);
    }

    /// <summary>Analyzes whatever it is given, errors included; an exception in an analyzer fails the test.</summary>
    public static Task<ImmutableArray<Diagnostic>> AnalyzeBroken(Compilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers, AnalyzerOptions? options = null) =>
        Run(compilation, analyzers, options, run => run.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken));

    /// <summary>What an editor shows in one open document, which leaves out whatever an analyzer reports from outside it.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeLive(Document document, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var compilation = await Compile(document.Project, analyzers);
        var tree = await document.GetSyntaxTreeAsync(TestContext.Current.CancellationToken);

        return await Run(compilation, analyzers, document.Project.AnalyzerOptions, run =>
            run.GetAnalyzerSemanticDiagnosticsAsync(run.Compilation.GetSemanticModel(tree!), filterSpan: null, TestContext.Current.CancellationToken));
    }

    private static async Task<ImmutableArray<Diagnostic>> Run(
        Compilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers, AnalyzerOptions? options, Func<CompilationWithAnalyzers, Task<ImmutableArray<Diagnostic>>> ask)
    {
        List<Exception> thrown = [];
        var settings = new CompilationWithAnalyzersOptions(
            options ?? new AnalyzerOptions([]), (exception, _, _) => { lock (thrown) thrown.Add(exception); }, concurrentAnalysis: true, logAnalyzerExecutionTime: false);

        var diagnostics = await ask(compilation.WithAnalyzers(analyzers, settings));
        Assert.Empty(thrown);
        return diagnostics;
    }

    /// <summary>Rules that are off until somebody asks for them are on in tests.</summary>
    private static async Task<Compilation> Compile(Project project, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var compilation = (await project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var off = analyzers.SelectMany(a => a.SupportedDiagnostics).Where(rule => !rule.IsEnabledByDefault).DistinctBy(rule => rule.Id);
        return compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(
            compilation.Options.SpecificDiagnosticOptions.SetItems(off.Select(rule => KeyValuePair.Create(rule.Id, ReportDiagnostic.Warn)))));
    }

    private static Solution Add(Solution solution, Scenario scenario, Dictionary<string, ProjectId> ids)
    {
        var id = ids[scenario.Name] = ProjectId.CreateNewId(scenario.Name);
        var folder = $"/{scenario.Name}/";
        var kind = scenario.Documents.Any(d => HasTopLevelStatements(d.Text)) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;

        solution = solution
            .AddProject(id, scenario.Name, scenario.Name, LanguageNames.CSharp)
            .WithProjectCompilationOptions(id, new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true))
            .WithProjectParseOptions(id, s_parsing)
            .WithProjectMetadataReferences(id, [.. Framework, .. scenario.Libraries.Select(a => MetadataReference.CreateFromFile(a.Location))])
            .WithProjectReferences(id, scenario.References.Select(r => new ProjectReference(ids[r.Name])))
            .AddDocument(DocumentId.CreateNewId(id), UsingsName, Usings, filePath: folder + UsingsName);

        foreach (var (name, text) in scenario.Documents)
            solution = solution.AddDocument(DocumentId.CreateNewId(id), name, Markup.Strip(text), filePath: folder + name);

        foreach (var (name, text) in scenario.AdditionalFiles)
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(id), name, text, filePath: folder + name);

        return scenario.EditorConfig is { } config
            ? solution.AddAnalyzerConfigDocument(DocumentId.CreateNewId(id), ".editorconfig", Microsoft.CodeAnalysis.Text.SourceText.From(config), filePath: folder + ".editorconfig")
            : solution;
    }

    private static bool HasTopLevelStatements(string marked) =>
        CSharpSyntaxTree.ParseText(Markup.Strip(marked), s_parsing).GetCompilationUnitRoot().Members.Any(m => m is GlobalStatementSyntax);
}
