using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;

/// <summary>Runs inside the compiler server that <c>build</c> measures, and tells what that process has used so far whenever it is asked. The runtime asks for this name, outside of any namespace.</summary>
internal static class StartupHook
{
    public const string PipeVariable = "SYNC_ANALYZERS_USAGE_PIPE";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(PipeVariable) is { Length: > 0 } pipe)
            new Thread(() => Answer(pipe)) { IsBackground = true }.Start();
    }

    private static void Answer(string name)
    {
        using var pipe = new NamedPipeServerStream(name, PipeDirection.InOut);
        pipe.WaitForConnection();
        using var process = Process.GetCurrentProcess();
        var reader = new StreamReader(pipe);
        var writer = new StreamWriter(pipe) { AutoFlush = true };
        while (reader.ReadLine() is not null)
        {
            GC.Collect();
            process.Refresh();
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.TotalProcessorTime.TotalSeconds} {GC.GetTotalAllocatedBytes(precise: true)}"));
        }
    }
}
