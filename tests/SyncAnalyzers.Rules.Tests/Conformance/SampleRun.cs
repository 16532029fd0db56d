using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp;

namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>A sample compiled as its project says, optimized, and run as a program of its own that is ended if it does not end.</summary>
internal sealed class SampleRun : IDisposable
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sample-");
    private readonly string _program;
    private readonly bool _isTiered;

    public SampleRun(string name, string state)
    {
        _program = Path.Combine(_folder.FullName, name + ".dll");
        var project = XDocument.Load(Directory.EnumerateFiles(Repository.InRoot("samples", name, state), "*.csproj").Single());
        _isTiered = project.Descendants("TieredCompilation").All(setting => setting.Value != "false");

        var parsing = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            name,
            new Sample(name, state).Sources.Values.Append(ImplicitUsings).Select(text => CSharpSyntaxTree.ParseText(text, parsing)),
            TestProject.Framework,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.Emit(_program).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        File.WriteAllText(
            Path.ChangeExtension(_program, ".runtimeconfig.json"),
            JsonSerializer.Serialize(new { runtimeOptions = new { framework = new { name = "Microsoft.NETCore.App", version = Environment.Version.ToString() } } }));
    }

    /// <returns>What the program prints.</returns>
    public async Task<string> Output()
    {
        var start = new ProcessStartInfo("dotnet", [_program]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_TieredCompilation"] = _isTiered ? "1" : "0";
        using var program = Process.Start(start)!;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(s_patience);
        try
        {
            return (await program.StandardOutput.ReadToEndAsync(bound.Token)).Trim();
        }
        finally
        {
            if (!program.HasExited)
                program.Kill();

            await program.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
