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
        var provider = fix.GetFixAllProvider();
        Assert.NotNull(provider);
        var offer = await FirstOffer(project, title);
        Assert.NotNull(offer);

        var (document, action) = offer.Value;
        var context = new FixAllContext(
            document, fix, FixAllScope.Solution, action.EquivalenceKey!, fix.FixableDiagnosticIds, new Reported(this), TestContext.Current.CancellationToken);
        var all = await provider.GetFixAsync(context);
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
                List<CodeAction> offered = [];
                await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => offered.Add(action), TestContext.Current.CancellationToken));
                if (offered.FirstOrDefault(action => title is null || action.Title == title) is { } found)
                    return (document, found);
            }
        }

        return null;
    }

    private async Task<IEnumerable<Diagnostic>> Diagnostics(Project project) =>
        (await TestProject.Analyze(project, [analyzer], hasErrors: true)).Where(d => d.Location.IsInSource && fix.FixableDiagnosticIds.Contains(d.Id));

    private static async Task<Project> Apply(CodeAction action, Project project)
    {
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(project.Id)!;
    }

    private sealed class Reported(FixRun run) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => run.Diagnostics(project);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            (await run.Diagnostics(document.Project)).Where(d => d.Location.SourceTree?.FilePath == document.FilePath);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
