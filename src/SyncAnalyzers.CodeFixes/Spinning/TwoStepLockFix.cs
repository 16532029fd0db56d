using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3007: tests and sets in one atomic operation; releases with Volatile.Write.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TwoStepLockFix)), Shared]
public sealed class TwoStepLockFix : CodeFixProvider
{
    private const string Release = "Release it with Volatile.Write";
    private const string Acquire = "Test and set it with Interlocked.CompareExchange";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [TwoStepLockAnalyzer.Rule.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } set
                || model?.GetSymbolInfo(set.Left, context.CancellationToken).Symbol is not IFieldSymbol { Type.SpecialType: SpecialType.System_Int32 } field)
            {
                continue;
            }

            if (diagnostic.AdditionalLocations.Count == 0 && !field.IsVolatile)
                context.RegisterCodeFix(CodeAction.Create(Release, _ => Task.FromResult(WriteVolatile(context.Document, root, model, set)), Release), diagnostic);
            else if (diagnostic.AdditionalLocations.Count > 0 && LoopBefore(root, set, diagnostic.AdditionalLocations[0], model, context.CancellationToken) is { } loop)
                context.RegisterCodeFix(CodeAction.Create(Acquire, _ => Task.FromResult(CompareExchange(context.Document, root, model, loop, set)), Acquire), diagnostic);
        }
    }

    private static Document WriteVolatile(Document document, SyntaxNode root, SemanticModel model, AssignmentExpressionSyntax set) =>
        document.WithSyntaxRoot(root.ReplaceNode(set, AtomicCall.On(model, "Volatile", "Write", set.Left, set.Right).WithTriviaFrom(set)));

    private static Document CompareExchange(Document document, SyntaxNode root, SemanticModel model, WhileStatementSyntax loop, AssignmentExpressionSyntax set)
    {
        var free = LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(0));
        var attempt = BinaryExpression(SyntaxKind.NotEqualsExpression, AtomicCall.On(model, "Interlocked", "CompareExchange", set.Left, set.Right, free), free.WithLeadingTrivia(Space));
        var block = (BlockSyntax)loop.Parent!;
        var index = block.Statements.IndexOf(loop);
        var statements = block.Statements.RemoveAt(index + 1).RemoveAt(index).Insert(index, loop.WithCondition(attempt.WithTriviaFrom(loop.Condition)).WithAdditionalAnnotations(Formatter.Annotation));
        return document.WithSyntaxRoot(root.ReplaceNode(block, block.WithStatements(statements)));
    }

    /// <summary><c>while (x != 0) ...; x = 1;</c> with nothing between that would get lost.</summary>
    private static WhileStatementSyntax? LoopBefore(SyntaxNode root, AssignmentExpressionSyntax set, Location condition, SemanticModel model, CancellationToken cancellation)
    {
        if (set.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block } statement
            || condition.SourceTree != root.SyntaxTree
            || root.FindNode(condition.SourceSpan).FirstAncestorOrSelf<WhileStatementSyntax>() is not { Condition: BinaryExpressionSyntax test } loop
            || loop.Parent != block || block.Statements.IndexOf(loop) + 1 != block.Statements.IndexOf(statement)
            || statement.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsDirective))
        {
            return null;
        }

        var isOne = model.GetConstantValue(set.Right, cancellation) is { HasValue: true, Value: 1 };
        var asks = test.Left.IsEquivalentTo(set.Left, topLevel: false) && (test.RawKind, model.GetConstantValue(test.Right, cancellation).Value) is
            ((int)SyntaxKind.NotEqualsExpression, 0) or ((int)SyntaxKind.EqualsExpression, 1);
        return isOne && asks ? loop : null;
    }
}
