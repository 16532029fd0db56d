using SyncPrimitives.ModelChecking.Tests.Shipped;
namespace SyncPrimitives.ModelChecking.Tests;
public sealed class Exp(ITestOutputHelper o)
{
    [Fact] public void Go()
    {
        var n = Environment.GetEnvironmentVariable("SC") ?? "AsyncMutex, 2 threads, 2 rounds";
        var r = Scenarios.All.Single(s => s.Name == n).Check(Enum.Parse<MemoryModel>(Environment.GetEnvironmentVariable("MM") ?? "TSO"));
        o.WriteLine(r.ToString());
        System.IO.File.WriteAllText("/tmp/exp.txt", r.ToString());
    }
}
