using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace SyncAnalyzers.Benchmarks.Build;

/// <summary>How a build calls the compiler for one project, with the analyzers taken apart.</summary>
internal sealed record CompilerCall(string Folder, ImmutableArray<string> Arguments, ImmutableArray<string> Generators, ImmutableArray<string> Analyzers)
{
    private const string Analyzer = "/analyzer:";

    /// <summary>Asks MSBuild, which runs everything of the build but the compiler. What the project needs must have been built before.</summary>
    public static CompilerCall Of(FileInfo project, string[] properties)
    {
        string[] arguments =
        [
            "msbuild", project.FullName, "-target:Compile", "-property:Configuration=Release", "-property:ProvideCommandLineArgs=true", "-property:SkipCompilerExecution=true",
            // A file that never exists makes the target believe it is out of date.
            "-property:NonExistentFile=__NonExistent__", "-getItem:CscCommandLineArgs", .. properties.Select(p => $"-property:{p}"),
        ];
        var json = CompilerServer.Output(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true });
        using var document = JsonDocument.Parse(json);
        var all = document.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!).ToList();

        var loaded = all.Where(IsAnalyzer).Select(a => a[Analyzer.Length..]).ToLookup(HasOnlyAnalyzers);
        return new(project.DirectoryName!, [.. all.Where(a => !IsAnalyzer(a) && !a.StartsWith("/reportanalyzer", StringComparison.Ordinal)), "/warnaserror-"], [.. loaded[false]], [.. loaded[true]]);
    }

    /// <summary>The arguments with these analyzers beside the project's generators, and what they need.</summary>
    public ImmutableArray<string> With(ImmutableArray<string> analyzers) => [.. Arguments, .. Generators.Concat(analyzers).Select(path => Analyzer + path)];

    private static bool IsAnalyzer(string argument) => argument.StartsWith(Analyzer, StringComparison.Ordinal);

    /// <summary>Without generators the project may not compile, and an assembly without either is there for another.</summary>
    private static bool HasOnlyAnalyzers(string path)
    {
        var reference = new AnalyzerFileReference(path, new Loader());
        return reference.GetGenerators(LanguageNames.CSharp).IsEmpty && !reference.GetAnalyzers(LanguageNames.CSharp).IsEmpty;
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath) { }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
