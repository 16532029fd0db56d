using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SyncAnalyzers.Package.Tests;

/// <summary>A project in a folder of its own, far from the repository, that installs a package as a user does.</summary>
/// <remarks>Its packages go into a folder of its own too: a package of the same version from an earlier build must not stand in.</remarks>
internal sealed partial class FreshProject : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("SyncAnalyzers.Package.Tests-");

    /// <param name="sources">With a <c>Program.cs</c> among them the project is a program, otherwise a library.</param>
    public FreshProject(params IReadOnlyList<(string Name, string Text)> sources)
        : this($"""<PackageReference Include="SyncAnalyzers" Version="{Package.Version}" PrivateAssets="all" />""", sources)
    {
    }

    private FreshProject(string reference, IReadOnlyList<(string Name, string Text)> sources)
    {
        var output = sources.Any(source => source.Name == "Program.cs") ? "Exe" : "Library";
        Write("nuget.config", $"""<configuration><packageSources><add key="built" value="{Package.Folder}" /></packageSources></configuration>""");
        Write("Fresh.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>{output}</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <ErrorLog>build.sarif,version=2.1</ErrorLog>
                <UseSharedCompilation>false</UseSharedCompilation>
              </PropertyGroup>
              <ItemGroup>
                {reference}
              </ItemGroup>
            </Project>
            """);

        foreach (var (name, text) in sources)
            Write(name, text);
    }

    /// <summary>A project that installs the library, and nothing else.</summary>
    public static FreshProject WithLibrary(params IReadOnlyList<(string Name, string Text)> sources) =>
        new($"""<PackageReference Include="SyncPrimitives" Version="{Package.Version}" />""", sources);

    public string Read(string name) => File.ReadAllText(Path.Combine(_folder.FullName, name));

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    /// <summary>Builds anew and returns what was reported; fails if the build does, or if the compiler had trouble with an analyzer.</summary>
    public async Task<IReadOnlyList<Report>> Build(params string[] properties)
    {
        var (exitCode, output) = await TryBuild(properties);
        Assert.True(exitCode == 0, output);
        Assert.DoesNotMatch(AnalyzerTrouble(), output);
        return Report.ReadLog(Path.Combine(_folder.FullName, "build.sarif"));
    }

    public Task<(int ExitCode, string Output)> TryBuild(params string[] properties) =>
        Dotnet(["build", "--no-incremental", "--nologo", "-nodeReuse:false", .. properties.Select(p => "-p:" + p)]);

    public async Task<(int ExitCode, string Output)> Dotnet(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages");
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";

        // The test runner's own build must not leak in.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);

        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>AD0001: an analyzer threw. CS8032, CS8033, CS8040, CS9057: it was not loaded. CS8785: a generator failed.</summary>
    [GeneratedRegex("AD0001|CS803[23]|CS8040|CS9057|CS8785")]
    private static partial Regex AnalyzerTrouble();
}
