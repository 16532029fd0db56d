using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.Testing;

/// <summary>Checks that a rule reports exactly the places marked <c>[|like this|]</c>.</summary>
public static class Verify<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    public static async Task Reports(params IReadOnlyList<string> marked)
    {
        var analyzer = new TAnalyzer();
        var diagnostics = await TestProject.Analyze(TestProject.Create([.. marked.Select(Markup.Strip)]), analyzer);

        for (var i = 0; i < marked.Count; i++)
        {
            var here = diagnostics.Where(d => d.Location.SourceTree?.FilePath == $"Test{i}.cs");
            var actual = Markup.Apply(Markup.Strip(marked[i]), here.Select(d => (d.Id, d.Location.SourceSpan)), analyzer.SupportedDiagnostics[0].Id);
            Assert.Equal(Markup.Normalize(marked[i]), actual);
        }
    }

    public static Task IsSilentOn(params IReadOnlyList<string> sources) => Reports(sources);
}
