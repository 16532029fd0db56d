using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2013: waits and pulses in a lock statement; a loop around a wait goes along, for its condition is what the lock is for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WrapInLockFix)), Shared]
public sealed class WrapInLockFix() : BalanceFix(SignalWithoutLockAnalyzer.Rule.Id)
{
    private const string Title = "Wrap in a lock statement";

    protected override (string Title, SyntaxNode Root)? Fix(SyntaxNode root, SemanticModel model, SyntaxNode at, ImmutableArray<SyntaxNode> others)
    {
        if (at is not InvocationExpressionSyntax { Parent: ExpressionStatementSyntax call, ArgumentList.Arguments: { Count: > 0 } arguments } || arguments[0].Expression is not { } locked
            || model.GetTypeInfo(locked).Type is not { IsReferenceType: true, Name: not "Lock" })
            return null;

        StatementSyntax statement = call.Parent is BlockSyntax { Statements.Count: 1, Parent: WhileStatementSyntax } or WhileStatementSyntax ? call.FirstAncestorOrSelf<WhileStatementSyntax>()! : call;
        if (statement.Parent is not (BlockSyntax or IfStatementSyntax or ElseClauseSyntax) || Awaiting.Suspends(statement))
            return null;

        // Where there is no block, none is made of it.
        if (statement.Parent is not BlockSyntax outer)
            return (Title, root.ReplaceNode(statement, LockStatement(Token(SyntaxKind.LockKeyword).WithTrailingTrivia(Space), Token(SyntaxKind.OpenParenToken), locked.WithoutTrivia(), Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(Space), statement.WithoutLeadingTrivia()).WithLeadingTrivia(statement.GetLeadingTrivia())));

        if (Layout.Of(outer) is { } layout)
            return (Title, root.ReplaceNode(statement, layout.Lock(locked.WithoutTrivia(), [statement.WithLeadingTrivia(Whitespace(layout.Indent)).WithTrailingTrivia(layout.Line)], TriviaList(layout.Line), default, statement.GetTrailingTrivia()).WithLeadingTrivia(statement.GetLeadingTrivia())));

        var wrapped = LockStatement(locked.WithoutTrivia(), Block(statement.WithoutLeadingTrivia().WithoutTrailingTrivia()).WithCloseBraceToken(Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(statement.GetTrailingTrivia())))
            .WithLeadingTrivia(statement.GetLeadingTrivia());
        return (Title, root.ReplaceNode(statement, Formatted(wrapped)));
    }
}
