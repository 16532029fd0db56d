using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3007: tests and sets in one atomic operation, and releases with Volatile.Write; or a lock instead.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TwoStepLockFix)), Shared]
public sealed class TwoStepLockFix() : RewritingFix(TwoStepLockAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Reported is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } set
            && target.Model.GetSymbolInfo(set.Left, target.Cancellation).Symbol is IFieldSymbol { Type.SpecialType: SpecialType.System_Int32 } field)
        {
            if (target.Diagnostic.AdditionalLocations.Count == 0 && !field.IsVolatile)
                yield return ("Release it with Volatile.Write", target.Root.ReplaceNode(set, AtomicCall.On(target.Model, "Volatile", "Write", set.Left, set.Right).WithTriviaFrom(set)));
            else if (target.Diagnostic.AdditionalLocations.Count > 0 && LoopBefore(target.Root, set, target.Diagnostic.AdditionalLocations[0], target.Model, target.Cancellation) is { } loop)
                yield return ("Test and set it with Interlocked.CompareExchange", CompareExchange(target, loop, set));
        }

        foreach (var @lock in ProtocolConversion.Offers(target))
            yield return @lock;
    }

    private static SyntaxNode CompareExchange(FixTarget target, WhileStatementSyntax loop, AssignmentExpressionSyntax set)
    {
        var free = LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(0));
        var attempt = BinaryExpression(SyntaxKind.NotEqualsExpression, AtomicCall.On(target.Model, "Interlocked", "CompareExchange", set.Left, set.Right, free), free.WithLeadingTrivia(Space));
        var block = (BlockSyntax)loop.Parent!;
        var index = block.Statements.IndexOf(loop);
        var statements = block.Statements.RemoveAt(index + 1).RemoveAt(index).Insert(index, loop.WithCondition(attempt.WithTriviaFrom(loop.Condition)).WithAdditionalAnnotations(Formatter.Annotation));
        return target.Root.ReplaceNode(block, block.WithStatements(statements));
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
