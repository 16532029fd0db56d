using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace SyncAnalyzers.Testing;

/// <summary>What an editor asks a fix for, and what it does with the answer.</summary>
public static class CodeActions
{
    public static async Task<IReadOnlyList<CodeAction>> OfferedBy(CodeFixProvider fix, Document document, Diagnostic diagnostic)
    {
        List<CodeAction> offered = [];
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => offered.Add(action), TestContext.Current.CancellationToken));
        return offered;
    }

    /// <summary>The action that fixes everything that <paramref name="action"/> is an answer to; <see langword="null"/> if there is none.</summary>
    public static async Task<CodeAction?> ForAll(CodeFixProvider fix, CodeAction action, FixAllScope scope, Document document, Func<Project, Task<IEnumerable<Diagnostic>>> reports) =>
        await fix.GetFixAllProvider()!.GetFixAsync(new FixAllContext(
            document, fix, scope, action.EquivalenceKey!, fix.FixableDiagnosticIds, new Reported(reports), TestContext.Current.CancellationToken));

    /// <summary>The solution after the action, formatted and simplified as in an editor.</summary>
    public static async Task<Solution> Apply(CodeAction action)
    {
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
    }

    private sealed class Reported(Func<Project, Task<IEnumerable<Diagnostic>>> reports) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => reports(project);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            (await reports(document.Project)).Where(d => d.Location.SourceTree?.FilePath == document.FilePath);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
