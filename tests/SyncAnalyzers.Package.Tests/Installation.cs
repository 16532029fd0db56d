namespace SyncAnalyzers.Package.Tests;

/// <summary>The package in a fresh project.</summary>
public sealed class Installation
{
    private const string Locking =
        """
        class Counter
        {
            private readonly object _gate = new();
            private int _count;

            public int Next()
            {
                lock (_gate)
                    return ++_count;
            }
        }
        """;

    [Fact]
    public async Task Loads_and_is_silent_on_good_code()
    {
        using var project = new FreshProject(("Counter.cs", Locking));
        Assert.Empty(await project.Build());

        var (_, analyzers) = await project.Dotnet("msbuild", "-nologo", "-nodeReuse:false", "-t:ResolveLockFileAnalyzers", "-getItem:Analyzer");
        Assert.Contains("SyncAnalyzers.Rules.dll", analyzers, StringComparison.Ordinal);
        Assert.Contains("SyncAnalyzers.Engine.dll", analyzers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preset_that_does_not_exist_is_an_error()
    {
        using var project = new FreshProject(("Counter.cs", Locking));
        var (exitCode, output) = await project.TryBuild("SyncAnalyzersPreset=everything");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("There is no SyncAnalyzersPreset 'everything'. Use recommended, all or none.", output, StringComparison.Ordinal);
    }
}
