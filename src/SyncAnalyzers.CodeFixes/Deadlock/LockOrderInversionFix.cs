using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.CodeFixes.Deadlock;

/// <summary>SYNC1001: swaps two directly nested lock statements where most other places take the two the other way round.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LockOrderInversionFix)), Shared]
public sealed class LockOrderInversionFix : CodeFixProvider
{
    private const string Title = "Swap the two locks";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [LockOrderInversionAnalyzer.Rule.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics.Where(d => d.Properties.ContainsKey(LockOrderInversionAnalyzer.IsMinority)))
        {
            if (root is not null && NestedLocks.Find(root, diagnostic.Location) is { } locks)
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(Swap(context.Document, root, locks)), Title), diagnostic);
        }
    }

    private static Document Swap(Document document, SyntaxNode root, NestedLocks locks) => document.WithSyntaxRoot(root.ReplaceNodes(
        [locks.Outer.Expression, locks.Inner.Expression],
        (original, _) => original == locks.Outer.Expression
            ? locks.Inner.Expression.WithTriviaFrom(original)
            : locks.Outer.Expression.WithTriviaFrom(original)));
}
