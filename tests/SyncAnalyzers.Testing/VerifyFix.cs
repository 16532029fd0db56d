using Microsoft.CodeAnalysis.CodeFixes;

namespace SyncAnalyzers.Testing;

/// <summary>Checks a rule together with its code fix.</summary>
/// <remarks>
/// After every fix the result has to compile without new warnings, every comment and directive has to be still there, and
/// the rule has to report only what is marked in the expected source: nothing, as a rule.
/// </remarks>
public static class Verify<TAnalyzer, TFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    private static readonly FixRun s_run = new(new TAnalyzer(), new TFix());

    /// <inheritdoc cref="Verify{TAnalyzer}.Reports(IReadOnlyList{string})"/>
    public static Task Reports(params IReadOnlyList<string> marked) => Verify<TAnalyzer>.Reports(marked);

    /// <inheritdoc cref="Verify{TAnalyzer}.Reports(Scenario)"/>
    public static Task Reports(Scenario marked) => Verify<TAnalyzer>.Reports(marked);

    /// <inheritdoc cref="Verify{TAnalyzer}.Explains"/>
    public static Task Explains(Scenario marked, string story) => Verify<TAnalyzer>.Explains(marked, story);

    public static Task IsSilentOn(params IReadOnlyList<string> sources) => Verify<TAnalyzer>.IsSilentOn(sources);

    public static Task IsSilentOn(Scenario scenario) => Verify<TAnalyzer>.IsSilentOn(scenario);

    /// <summary>Applies the fix to the first report that has one, analyzes again, and so on until no fix is offered.</summary>
    /// <param name="title">Which of several fixes to take; otherwise the first one offered.</param>
    public static async Task Fixes(Scenario marked, Scenario expected, string? title = null)
    {
        await Verify<TAnalyzer>.Reports(marked);
        var project = TestProject.Create(marked);
        await Check(project, await s_run.OneByOne(project, title), expected);
    }

    /// <summary>Applies the fix to all reports of the solution at once.</summary>
    /// <param name="title">Which of several fixes to take; otherwise the first one offered.</param>
    public static async Task FixAll(Scenario marked, Scenario expected, string? title = null)
    {
        await Verify<TAnalyzer>.Reports(marked);
        var project = TestProject.Create(marked);
        await Check(project, await s_run.AllAtOnce(project, title), expected);
    }

    /// <summary>The rule reports, and the fix rightly has nothing to offer.</summary>
    public static async Task ReportsWithoutFix(Scenario marked)
    {
        await Verify<TAnalyzer>.Reports(marked);
        Assert.Null(await s_run.FirstOffer(TestProject.Create(marked), title: null));
    }

    /// <summary>The rule reports, and among what the fix offers there is none of this title.</summary>
    public static async Task DoesNotOffer(Scenario marked, string title)
    {
        await Verify<TAnalyzer>.Reports(marked);
        Assert.Null(await s_run.FirstOffer(TestProject.Create(marked), title));
    }

    private static async Task Check(Project before, Project after, Scenario expected)
    {
        foreach (var part in expected.Closure)
        {
            var project = after.Solution.Projects.Single(p => p.Name == part.Name);
            await SameFiles(part.Documents.Select(d => (d.Name, Markup.Strip(d.Text))), project.Documents.Where(d => !TestProject.IsOwn(d)));
            await SameFiles(part.AdditionalFiles.Select(f => (f.Key, f.Value)), project.AdditionalDocuments);
        }

        await Preservation.Check(before, after);
        await Verify<TAnalyzer>.Reports(expected);
    }

    private static async Task SameFiles(IEnumerable<(string Name, string Text)> expected, IEnumerable<TextDocument> actual)
    {
        var documents = actual.ToDictionary(d => d.Name);
        Assert.Equal(expected.Select(f => f.Name).Order(StringComparer.Ordinal), documents.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, text) in expected)
        {
            var fixedText = await documents[name].GetTextAsync(TestContext.Current.CancellationToken);
            Expectation.SameText(text, fixedText.ToString().ReplaceLineEndings("\n"), name + "\n");
        }
    }
}
