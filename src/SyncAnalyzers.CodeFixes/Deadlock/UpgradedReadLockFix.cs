using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.CodeFixes.Deadlock;

/// <summary>SYNC1005: enters and leaves in upgradeable mode instead of read mode.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UpgradedReadLockFix)), Shared]
public sealed class UpgradedReadLockFix : CodeFixProvider
{
    private const string Title = "Enter in upgradeable mode";

    private static readonly ImmutableDictionary<string, string> s_upgradeable = new Dictionary<string, string>
    {
        ["EnterReadLock"] = "EnterUpgradeableReadLock",
        ["TryEnterReadLock"] = "TryEnterUpgradeableReadLock",
        ["ExitReadLock"] = "ExitUpgradeableReadLock",
    }.ToImmutableDictionary();

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [UpgradedReadLockAnalyzer.Rule.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is not null && Calls(root, diagnostic.AdditionalLocations[0]) is { Count: > 1 } names)
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(Rename(context.Document, root, names)), Title), diagnostic);
        }
    }

    /// <summary>The names in all calls of read mode on this lock in the member, if it is entered in one place only.</summary>
    private static List<SimpleNameSyntax>? Calls(SyntaxNode root, Location enter)
    {
        if (enter.SourceTree != root.SyntaxTree || Access(root.FindNode(enter.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>()) is not { } entered)
            return null;

        var names = entered.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Select(Access)
            .OfType<MemberAccessExpressionSyntax>()
            .Where(access => s_upgradeable.ContainsKey(access.Name.Identifier.ValueText) && access.Expression.IsEquivalentTo(entered.Expression, topLevel: false))
            .Select(access => access.Name)
            .ToList();

        return names.Count(name => name.Identifier.ValueText != "ExitReadLock") == 1 ? names : null;
    }

    private static MemberAccessExpressionSyntax? Access(InvocationExpressionSyntax? call) =>
        call?.Expression is MemberAccessExpressionSyntax access && s_upgradeable.ContainsKey(access.Name.Identifier.ValueText) ? access : null;

    private static Document Rename(Document document, SyntaxNode root, List<SimpleNameSyntax> names) => document.WithSyntaxRoot(root.ReplaceNodes(
        names,
        (original, _) => IdentifierName(s_upgradeable[original.Identifier.ValueText]).WithTriviaFrom(original)));
}
