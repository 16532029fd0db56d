namespace SyncAnalyzers.Testing;

/// <summary>Checks that a rule reports exactly the places marked <c>[|like this|]</c>, in a build and in an editor.</summary>
public static class Verify<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    internal static Expectation Expectation { get; } = Expectation.Of(new TAnalyzer());

    public static Task Reports(params IReadOnlyList<string> marked) => Expectation.Reports(Scenario.FromSources(marked));

    public static Task Reports(Scenario marked) => Expectation.Reports(marked);

    public static Task IsSilentOn(params IReadOnlyList<string> sources) => IsSilentOn(Scenario.FromSources(sources));

    public static Task IsSilentOn(Scenario scenario) => Expectation.IsSilentOn(scenario);

    /// <summary>Checks the places as <see cref="Reports(Scenario)"/> does and, word by word, what is said there.</summary>
    /// <param name="story">
    /// Per report a line <c>Test0.cs(7): message</c>, then for each additional location, in order, a line indented by
    /// four spaces <c>Test1.cs(3): the code there</c>. Lines count from 1, and of code that spans lines the first is shown.
    /// </param>
    public static Task Explains(Scenario marked, string story) => Expectation.Explains(marked, story);
}

/// <summary>Checks all rules of the assembly together. Every mark names its rule.</summary>
public static class VerifyAll
{
    private static readonly Expectation s_expectation = new([.. Repository.Analyzers], Unnamed: null);

    public static Task Reports(params IReadOnlyList<string> marked) => s_expectation.Reports(Scenario.FromSources(marked));

    public static Task Reports(Scenario marked) => s_expectation.Reports(marked);

    public static Task IsSilentOn(params IReadOnlyList<string> sources) => IsSilentOn(Scenario.FromSources(sources));

    public static Task IsSilentOn(Scenario scenario) => s_expectation.IsSilentOn(scenario);
}
