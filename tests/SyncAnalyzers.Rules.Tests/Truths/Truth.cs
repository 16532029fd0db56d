namespace SyncAnalyzers.Rules.Tests.Truths;

/// <summary>A program that is both run and analyzed: what really happens, and what the rules say about it.</summary>
/// <remarks>
/// The program is a class C. Each of its methods named Thread... runs on a thread of its own, all on one object. <c>Meet()</c>
/// waits for the other thread that calls it, so that both hold their first lock before either asks for its second.
/// Marks show what the rules about deadlocks report; without a mark they have to be silent.
/// </remarks>
internal static class Truth
{
    private static readonly string[] s_rules = ["SYNC1001", "SYNC1002", "SYNC1004", "SYNC1005", "SYNC1006", "SYNC1009"];

    private const string Meeting =
        """
        global using static Meeting;

        public static class Meeting
        {
            public static Action Meet = () => { };
        }
        """;

    public static Task Hangs(string marked) => Holds(marked, ProgramRun.Hung);

    public static Task Completes(string marked) => Holds(marked, ProgramRun.Completed);

    public static Task Throws<TException>(string marked)
        where TException : Exception => Holds(marked, typeof(TException).Name);

    private static async Task Holds(string marked, string outcome)
    {
        var project = TestProject.Create(new Scenario { Sources = [marked], NamedSources = new Dictionary<string, string> { ["Meeting.cs"] = Meeting } });
        Assert.Equal(outcome, await ProgramRun.Of(project, isHangExpected: outcome == ProgramRun.Hung));

        var reported = await TestProject.Analyze(project, [.. s_rules.Select(Repository.AnalyzerOf)]);
        Assert.Equal(marked, Markup.Apply(Markup.Strip(marked), reported.Select(d => (d.Id, d.Location.SourceSpan)), null).Replace("|]", "|}", StringComparison.Ordinal));
    }
}
