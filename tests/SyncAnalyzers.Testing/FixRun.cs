using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace SyncAnalyzers.Testing;

/// <summary>Applies a fix the way an editor does.</summary>
internal sealed class FixRun(DiagnosticAnalyzer analyzer, CodeFixProvider fix)
{
    /// <summary>More rounds than any test needs: a fix that does not remove its report would go on for ever.</summary>
    private const int MaxRounds = 50;

    public async Task<Project> OneByOne(Project project, string? title)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await FirstOffer(project, title) is not { } offer)
            {
                Assert.True(round > 0, title is null ? "No fix is offered." : $"No fix is offered that is called '{title}'.");
                return project;
            }

            project = await Apply(offer.Action, project);
        }

        Assert.Fail($"After {MaxRounds} rounds there is still something to fix.");
        return project;
    }

    public async Task<Project> AllAtOnce(Project project, string? title)
    {
        var offer = await FirstOffer(project, title);
        Assert.NotNull(offer);

        var (document, action) = offer.Value;
        var all = await CodeActions.ForAll(fix, action, FixAllScope.Solution, document, Diagnostics);
        Assert.NotNull(all);
        return await Apply(all, project);
    }

    /// <summary>The first fix offered for the first report that has one, in the order of the text.</summary>
    public async Task<(Document Document, CodeAction Action)?> FirstOffer(Project project, string? title)
    {
        foreach (var part in project.Solution.Projects)
        {
            foreach (var diagnostic in (await Diagnostics(part)).OrderBy(d => d.Location, Expectation.ByPlace))
            {
                var document = part.GetDocument(diagnostic.Location.SourceTree)!;
                var offered = await CodeActions.OfferedBy(fix, document, diagnostic);
                if (offered.FirstOrDefault(action => title is null || action.Title == title) is { } found)
                    return (document, found);
            }
        }

        return null;
    }

    private async Task<IEnumerable<Diagnostic>> Diagnostics(Project project) =>
        (await TestProject.Analyze(project, [analyzer], hasErrors: true)).Where(d => d.Location.IsInSource && fix.FixableDiagnosticIds.Contains(d.Id));

    private static async Task<Project> Apply(CodeAction action, Project project) => (await CodeActions.Apply(action)).GetProject(project.Id)!;
}
