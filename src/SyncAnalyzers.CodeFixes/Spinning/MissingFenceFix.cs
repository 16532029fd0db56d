using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3003: puts a full fence between the last own store and the first load that decides.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingFenceFix)), Shared]
public sealed class MissingFenceFix : CodeFixProvider
{
    private const string Title = "Put Interlocked.MemoryBarrier() between them";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [MissingFenceAnalyzer.Rule.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var load = StatementAt(root, diagnostic.Location);
            var store = StatementAt(root, diagnostic.AdditionalLocations[0]);
            if (load is null || store is null || model is null)
                continue;

            // In one block the fence goes straight before the load, after whatever else is stored. A store further down, in the
            // loop that comes back to the load, has the fence straight after it.
            var isStraight = store.Parent == load.Parent && store.SpanStart < load.SpanStart && load is not LabeledStatementSyntax;
            var anchor = isStraight ? load : store;
            if (anchor.Parent is BlockSyntax block)
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(Apply(context.Document, root!, ThreadingName.At(model, anchor.SpanStart, "Interlocked"), block, anchor, isStraight)), Title), diagnostic);
        }
    }

    /// <summary>The statement of the block the expression is in, where the whole loop counts as one.</summary>
    private static StatementSyntax? StatementAt(SyntaxNode? root, Location location) => location.SourceTree == root?.SyntaxTree
        ? root?.FindNode(location.SourceSpan).AncestorsAndSelf()
            .TakeWhile(node => node is not MemberDeclarationSyntax)
            .OfType<StatementSyntax>()
            .FirstOrDefault(statement => statement.Parent is BlockSyntax && statement is not BlockSyntax)
        : null;

    private static Document Apply(Document document, SyntaxNode root, string interlocked, BlockSyntax block, StatementSyntax anchor, bool isBefore)
    {
        var fence = ParseStatement(interlocked + ".MemoryBarrier();")
            .WithTrailingTrivia(ElasticLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        var index = block.Statements.IndexOf(anchor);
        return document.WithSyntaxRoot(root.ReplaceNode(block, block.WithStatements(block.Statements.Insert(isBefore ? index : index + 1, fence))));
    }
}
