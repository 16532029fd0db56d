namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>The library's own source files, explored.</summary>
public sealed class ShippedSourceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Scenarios.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_interleaving_breaks(string name)
    {
        var scenario = Scenarios.All.Single(s => s.Name == name);
        var result = scenario.Check();
        output.WriteLine($"{scenario}: {result}");
        Assert.Equal(scenario.Expected, result.Verdict);
    }
}
