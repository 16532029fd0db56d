namespace SyncAnalyzers.Benchmarks.Sources;

/// <summary>Compilations of a selection, made anew each time: what one run caches on trees and symbols must not help the next.</summary>
internal static class Compilations
{
    private static readonly CSharpParseOptions s_parsing = new(
        LanguageVersion.Preview,
        DocumentationMode.None,
        preprocessorSymbols: ["TRACE", "RELEASE", "NET", "NETCOREAPP", "NET10_0", .. Enumerable.Range(5, 6).Select(v => $"NET{v}_0_OR_GREATER"), "NETCOREAPP3_1_OR_GREATER", "NETSTANDARD2_0_OR_GREATER", "NETSTANDARD2_1_OR_GREATER"]);

    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    public static IReadOnlyList<CSharpCompilation> Create(IReadOnlyList<SourceProject> projects, bool concurrent)
    {
        Dictionary<string, CSharpCompilation> byFile = [];
        List<CSharpCompilation> all = [];
        foreach (var project in projects)
        {
            var compilation = Create(project, byFile, concurrent);
            all.Add(compilation);
            if (project.ProjectFile is not null)
                byFile[project.ProjectFile] = compilation;
        }

        return all;
    }

    public static SyntaxTree Parse(SourceText text, string path) => CSharpSyntaxTree.ParseText(text, s_parsing, path);

    /// <summary>The compilation with another text of one of its files.</summary>
    public static CSharpCompilation With(this CSharpCompilation compilation, SyntaxTree tree, SourceText text) =>
        compilation.ReplaceSyntaxTree(tree, Parse(text, tree.FilePath));

    private static CSharpCompilation Create(SourceProject project, Dictionary<string, CSharpCompilation> byFile, bool concurrent)
    {
        IEnumerable<SyntaxTree> trees = project.Files.Zip(project.Texts, (path, text) => Parse(text, path));
        if (project.ImplicitUsings)
            trees = trees.Append(Parse(SourceText.From(Usings), "/ImplicitUsings.cs"));

        // References of references are in scope too, as in a build.
        var references = Reachable(project.References, byFile).Distinct().Select(c => c.ToMetadataReference());
        return CSharpCompilation.Create(
            project.Name,
            trees,
            [.. Framework.References, .. references],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: true,
                concurrentBuild: concurrent,
                nullableContextOptions: project.Nullable ? NullableContextOptions.Enable : NullableContextOptions.Disable));
    }

    private static IEnumerable<CSharpCompilation> Reachable(IEnumerable<string> files, Dictionary<string, CSharpCompilation> byFile) =>
        files.Where(byFile.ContainsKey).Select(f => byFile[f]).SelectMany(c => c.References.OfType<CompilationReference>().Select(r => (CSharpCompilation)r.Compilation).Append(c));
}
