using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using SyncAnalyzers.Benchmarks.Sources;

namespace SyncAnalyzers.Benchmarks.Build;

/// <summary>A compiler server of our own, as the SDK starts one for builds, whose processor time and allocation can be asked for.</summary>
internal sealed class CompilerServer : IDisposable
{
    private static readonly string Folder = Path.Combine(Framework.Sdk, "Roslyn", "bincore");

    private readonly string _name = $"sync-analyzers-{Environment.ProcessId}";
    private readonly Process _process;
    private readonly NamedPipeClientStream _usage;
    private readonly StreamReader _answers;
    private readonly StreamWriter _questions;

    public CompilerServer()
    {
        var start = Start(["VBCSCompiler.dll", $"-pipename:{_name}"]);
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        start.Environment[StartupHook.PipeVariable] = $"{_name}-usage";
        _process = Process.Start(start)!;
        _usage = new(".", $"{_name}-usage", PipeDirection.InOut);
        _usage.Connect(TimeSpan.FromSeconds(30));
        _answers = new(_usage);
        _questions = new(_usage) { AutoFlush = true };
    }

    /// <summary>Compiles with these arguments in this folder; returns what the compiler printed.</summary>
    /// <exception cref="InvalidOperationException">The compiler found errors.</exception>
    public string Compile(string folder, IEnumerable<string> arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, arguments);
            return Output(Start(["csc.dll", $"/shared:{_name}", "/noconfig", $"@{file}"], folder));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>What the server has used since it started.</summary>
    public (double CpuSeconds, double AllocatedBytes) Used()
    {
        _questions.WriteLine();
        var numbers = _answers.ReadLine()!.Split(' ');
        return (double.Parse(numbers[0], CultureInfo.InvariantCulture), double.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _usage.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <exception cref="InvalidOperationException">The program failed; its output says why.</exception>
    public static string Output(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', start.ArgumentList)}: {output}");
    }

    private static ProcessStartInfo Start(string[] arguments, string? folder = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Folder, arguments[0]), .. arguments.Skip(1)]) { WorkingDirectory = folder ?? "", RedirectStandardOutput = true };

        // As in the other measurements; and numbers are printed with a point.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        return start;
    }
}
