using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>Our own libraries, judged by all of our rules, those included that are off by default.</summary>
public sealed class OwnLibraries
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    [Theory]
    [InlineData("SyncPrimitives")]
    [InlineData("SyncPrimitives.ModelChecking")]
    public async Task Are_clean(string project)
    {
        var reported = await Analyze(Read(project));
        Assert.True(reported.Count == 0, string.Join('\n', reported.Select(d => $"{d.Location.GetLineSpan()} {d.Id}: {d.GetMessage(null)}")));
    }

    [Fact]
    public async Task Would_be_reported_without_a_fence_that_they_need()
    {
        var broken = Read("SyncPrimitives").ToDictionary(file => file.Key, file =>
            Path.GetFileName(file.Key) == "DekkerLock.cs" ? file.Value.Replace("Fence.Full();", "", StringComparison.Ordinal) : file.Value);

        Assert.Contains(await Analyze(broken), d => d.Id == "SYNC3003" && Path.GetFileName(d.Location.SourceTree!.FilePath) == "DekkerLock.cs");
    }

    private static Dictionary<string, string> Read(string project) =>
        Directory.EnumerateFiles(Repository.InRoot("src", project), "*.cs", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText);

    private static async Task<IReadOnlyList<Diagnostic>> Analyze(IReadOnlyDictionary<string, string> sources)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Latest, preprocessorSymbols: ["NET", "NETCOREAPP", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER"]);
        ImmutableArray<DiagnosticAnalyzer> analyzers = [.. Repository.Analyzers.Where(analyzer => analyzer is not DiagnosticSuppressor)];
        var on = analyzers.SelectMany(a => a.SupportedDiagnostics).DistinctBy(rule => rule.Id).Select(rule => KeyValuePair.Create(rule.Id, ReportDiagnostic.Warn));
        var compilation = CSharpCompilation.Create(
            "Library",
            sources.Append(KeyValuePair.Create("Usings.cs", ImplicitUsings)).OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(file => CSharpSyntaxTree.ParseText(SourceText.From(file.Value), parsing, file.Key, TestContext.Current.CancellationToken)),
            TestProject.Framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable, specificDiagnosticOptions: on));

        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
        return await TestProject.AnalyzeBroken(compilation, analyzers);
    }
}
