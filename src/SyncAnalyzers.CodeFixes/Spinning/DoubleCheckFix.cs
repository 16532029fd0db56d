using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3006: checks again under the lock, or makes the flag that is set last volatile.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DoubleCheckFix)), Shared]
public sealed class DoubleCheckFix : CodeFixProvider
{
    private const string Title = "Check again under the lock";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DoubleCheckAnalyzer.Rule.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return;

        foreach (var diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(DoubleCheckAnalyzer.FaultKey, out var fault) || diagnostic.AdditionalLocations.Count < 2 || diagnostic.AdditionalLocations[1].SourceTree != root.SyntaxTree)
                continue;

            if (root.FindNode(diagnostic.AdditionalLocations[1].SourceSpan, getInnermostNodeForTie: true) is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: ExpressionStatementSyntax } set)
                continue;

            if (fault == DoubleCheckAnalyzer.NotRepeated && model.GetTypeInfo(set.Left, context.CancellationToken).Type is { IsReferenceType: true })
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(AssignIfNull(context.Document, root, set)), Title), diagnostic);
            else if (fault == DoubleCheckAnalyzer.PlainFlag && IsLast(set) && VolatileField.DeclarationOf(model.GetSymbolInfo(set.Left, context.CancellationToken).Symbol, root, context.CancellationToken) is { } field)
                context.RegisterCodeFix(CodeAction.Create(VolatileField.Title, _ => Task.FromResult(VolatileField.Apply(context.Document, root, field)), VolatileField.Title), diagnostic);
        }
    }

    private static bool IsLast(AssignmentExpressionSyntax set) => set.Parent?.Parent is not BlockSyntax block || block.Statements[block.Statements.Count - 1] == set.Parent;

    private static Document AssignIfNull(Document document, SyntaxNode root, AssignmentExpressionSyntax set) => document.WithSyntaxRoot(root.ReplaceNode(set,
        AssignmentExpression(SyntaxKind.CoalesceAssignmentExpression, set.Left, Token(SyntaxKind.QuestionQuestionEqualsToken).WithTriviaFrom(set.OperatorToken), set.Right)));
}
