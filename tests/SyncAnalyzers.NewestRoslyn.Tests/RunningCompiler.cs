namespace SyncAnalyzers.NewestRoslyn.Tests;

/// <summary>Without this a change of versions could quietly turn the second run into a repetition of the first.</summary>
public sealed class RunningCompiler
{
    [Fact]
    public void Is_newer_than_the_one_the_analyzers_were_compiled_against()
    {
        var running = typeof(Compilation).Assembly.GetName().Version;
        var compiledAgainst = typeof(Rules.Catalog.RuleCatalog).Assembly.GetReferencedAssemblies().Single(a => a.Name == "Microsoft.CodeAnalysis").Version;
        Assert.True(running > compiledAgainst, $"{running} against {compiledAgainst}");
    }
}
