using Microsoft.CodeAnalysis.Editing;
using SyncAnalyzers.CodeFixes.Spinning;

namespace SyncAnalyzers.CodeFixes.LockFields;

/// <summary>Makes a lock that belongs to a thread a <c>SemaphoreSlim</c> with one permit, which belongs to nobody.</summary>
internal static class SemaphoreConversion
{
    /// <returns>The document afterwards; <see langword="null"/> where the lock is used for more than to enter and leave.</returns>
    public static SyntaxNode? Convert(FixTarget target, PrivateField field)
    {
        if (field.Creation is null || LockUse.Of(field, target.Model) is not { } uses)
            return null;

        var editor = new SyntaxEditor(target.Root, target.Document.Project.Solution.Workspace.Services);
        foreach (var use in uses)
        {
            if (!TryConvert(editor, target.Model, use))
                return null;
        }

        var type = ParseTypeName(ThreadingName.At(target.Model, field.Declaration.SpanStart, "SemaphoreSlim"));
        field.Become(editor, type, "1", "1");
        return editor.GetChangedRoot();
    }

    private static bool TryConvert(SyntaxEditor editor, SemanticModel model, LockUse use)
    {
        // A thread of an async method must not be made to wait, and under another lock it cannot await.
        var awaits = Awaiting.IsAllowedAt(use.Node, model);
        if (!awaits && Awaiting.IsAsync(use.Node) && use.Kind is not (LockUseKind.Exit or LockUseKind.Dispose))
            return false;

        switch (use.Kind)
        {
            case LockUseKind.Statement when (LockStatementSyntax)use.Node is var statement && Remarks.AreOutsideHead(statement, statement.CloseParenToken):
                Replace(editor, statement, Wait(use, awaits), current => Guarded(((LockStatementSyntax)current).Statement, use), statement.CloseParenToken);
                return true;

            case LockUseKind.Scope when use.Node.Parent is UsingStatementSyntax { Expression: { } scope } statement && scope == use.Node && Remarks.AreOutsideHead(statement, statement.CloseParenToken):
                Replace(editor, statement, Wait(use, awaits), current => Guarded(((UsingStatementSyntax)current).Statement, use), statement.CloseParenToken);
                return true;

            case LockUseKind.Enter when use.Taken is null:
                editor.ReplaceNode(use.Node, Wait(use, awaits).WithTriviaFrom(use.Node));
                return true;

            case LockUseKind.Enter when use.Node.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } statement:
                editor.ReplaceNode(use.Node, Wait(use, awaits).WithTriviaFrom(use.Node));
                editor.InsertAfter(statement, ExpressionStatement(AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, use.Taken.WithoutTrivia(), LiteralExpression(SyntaxKind.TrueLiteralExpression))).WithAdditionalAnnotations(Formatter.Annotation));
                return true;

            case LockUseKind.TryEnter:
                var tried = Wait(use, awaits, use.Time?.WithoutTrivia() ?? LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(0)));
                editor.ReplaceNode(use.Node, (use.Taken is null ? tried : AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, use.Taken.WithoutTrivia(), tried)).WithTriviaFrom(use.Node).WithAdditionalAnnotations(Formatter.Annotation));
                return true;

            case LockUseKind.Exit:
                editor.ReplaceNode(use.Node, Call(use, "Release").WithTriviaFrom(use.Node));
                return true;

            case LockUseKind.Dispose:
                editor.ReplaceNode(use.Node, Call(use, "Dispose").WithTriviaFrom(use.Node));
                return true;

            default:
                return false;
        }
    }

    /// <summary>The statement becomes a wait, which keeps what is said before and beside it, and what is guarded from there on.</summary>
    private static void Replace(SyntaxEditor editor, StatementSyntax statement, ExpressionSyntax wait, Func<SyntaxNode, StatementSyntax> guarded, SyntaxToken head)
    {
        var waiting = ExpressionStatement(wait).WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(head.TrailingTrivia).WithAdditionalAnnotations(Formatter.Annotation);
        if (statement.Parent is BlockSyntax or SwitchSectionSyntax)
        {
            editor.InsertBefore(statement, waiting);
            editor.ReplaceNode(statement, (current, _) => guarded(current));
        }
        else
        {
            editor.ReplaceNode(statement, (current, _) => Block(waiting, guarded(current)).WithAdditionalAnnotations(Formatter.Annotation));
        }
    }

    private static TryStatementSyntax Guarded(StatementSyntax body, LockUse use)
    {
        var release = FinallyClause(Block(ExpressionStatement(Call(use, "Release"))));
        var guarded = body is BlockSyntax block
            ? TryStatement(block.WithoutTrailingTrivia(), catches: default, release.WithTrailingTrivia(block.GetTrailingTrivia()))
            : TryStatement(Block(body), catches: default, release.WithTrailingTrivia(ElasticMarker));
        return guarded.WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static ExpressionSyntax Wait(LockUse use, bool awaits, params ExpressionSyntax[] arguments) =>
        awaits ? Awaiting.Await(Call(use, "WaitAsync", arguments), use.Node) : Call(use, "Wait", arguments);

    private static InvocationExpressionSyntax Call(LockUse use, string method, params ExpressionSyntax[] arguments) => InvocationExpression(
        MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, use.Lock.WithoutTrivia(), IdentifierName(method)),
        ArgumentList(SeparatedList(arguments.Select(Argument))));
}
