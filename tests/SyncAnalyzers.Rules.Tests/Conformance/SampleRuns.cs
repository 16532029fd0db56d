namespace SyncAnalyzers.Rules.Tests.Conformance;

/// <summary>The reports on spinning are about something: what they warn of happens on this machine, and not after the repair.</summary>
public sealed class SampleRuns
{
    private const string OneCore = "Threads that take turns on one core see each other's stores in time.";

    // How often the store buffer loses a race is up to the machine and to what else runs on it.
    private const int Attempts = 3;

    [Fact]
    public async Task A_loop_on_a_plain_flag_never_stops() => Assert.StartsWith("Never stops", await Output("StopFlag", "Before"));

    [Fact]
    public async Task A_loop_on_a_volatile_read_stops() => Assert.StartsWith("Stopped after", await Output("StopFlag", "After"));

    [Fact]
    public async Task Peterson_without_a_fence_lets_both_in()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, OneCore);
        var output = "";
        for (var attempt = 0; attempt < Attempts && !output.Contains("both threads were inside", StringComparison.Ordinal); attempt++)
            output = await Output("PetersonVsFence", "Before");

        Assert.Matches("^Lost [1-9].* updates: both threads were inside at once.$", output);
    }

    [Fact]
    public async Task Peterson_with_a_fence_lets_one_in()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, OneCore);
        Assert.Matches("^Lost none of [1-9].* updates.$", await Output("PetersonVsFence", "After"));
    }

    private static async Task<string> Output(string sample, string state)
    {
        using var run = new SampleRun(sample, state);
        return await run.Output();
    }
}
