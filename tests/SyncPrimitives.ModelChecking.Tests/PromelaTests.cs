using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SyncPrimitives.ModelChecking.Tests;

/// <summary>
/// A second opinion: SPIN (Holzmann) on independent models of the same protocols under total store order, in tests/Promela.
/// Skipped where spin or gcc is missing; .ci/run installs them.
/// </summary>
public sealed class PromelaTests
{
    [Theory]
    [InlineData("peterson")]
    [InlineData("dekker")]
    [InlineData("bakery")]
    [InlineData("parking")]
    public void With_fences_nothing_is_wrong(string model) =>
        Assert.Contains("errors: 0", Verify(model, spin: "", gcc: "-DSAFETY -DNOCLAIM", pan: ""), StringComparison.Ordinal);

    [Theory]
    [InlineData("peterson", "assertion violated (inside==1)")]
    [InlineData("dekker", "assertion violated (inside==1)")]
    [InlineData("bakery", "assertion violated (inside==1)")]
    [InlineData("parking", "invalid end state")]
    public void Without_fences_it_breaks_the_same_way(string model, string how) =>
        Assert.Contains(how, Verify(model, spin: "-DNOFENCE", gcc: "-DSAFETY -DNOCLAIM", pan: ""), StringComparison.Ordinal);

    [Theory]
    [InlineData("peterson")]
    [InlineData("dekker")]
    public void Under_weak_fairness_nobody_starves(string model)
    {
        var report = Verify(model, spin: "", gcc: "-DNFAIR=4", pan: "-a -f");
        Assert.Contains("errors: 0", report, StringComparison.Ordinal);
        Assert.Contains("fairness enabled", report, StringComparison.Ordinal);
    }

    private static string Verify(string model, string spin, string gcc, string pan)
    {
        var directory = Directory.CreateTempSubdirectory("promela");
        try
        {
            Run(directory, "spin", $"{spin} -a \"{PathOf(model)}\"");
            Run(directory, "gcc", $"-O0 -w {gcc} -o pan pan.c");
            return Run(directory, Path.Combine(directory.FullName, "pan"), $"-m200000 -n {pan}");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string Run(DirectoryInfo directory, string program, string arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = directory.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed.");
            throw;
        }

        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), $"{program} does not end");
            Assert.True(process.ExitCode == 0, $"{program} {arguments}: {output}{error.Result}");
            return output;
        }
    }

    private static string PathOf(string model, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "Promela", $"{model}.pml"));
}
