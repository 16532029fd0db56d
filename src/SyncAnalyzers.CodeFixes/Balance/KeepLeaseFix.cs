using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2012: holds the lease to the end of the block, in a using declaration.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeepLeaseFix)), Shared]
public sealed class KeepLeaseFix() : BalanceFix(LeaseDroppedAnalyzer.Rule.Id)
{
    private const string Title = "Dispose the lease at the end of the block";

    protected override (string Title, SyntaxNode Root)? Fix(SyntaxNode root, SemanticModel model, SyntaxNode at, ImmutableArray<SyntaxNode> others)
    {
        if (at.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } statement || (IsOnStack(model, at) && Awaiting.Suspends(block.Statements.SkipWhile(other => other != statement))))
            return null;

        switch (statement)
        {
            case LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1, UsingKeyword.RawKind: (int)SyntaxKind.None, IsConst: false } local:
                var kept = local.WithoutLeadingTrivia().WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(Space)).WithLeadingTrivia(local.GetLeadingTrivia());
                return (Title, root.ReplaceNode(local, kept));

            case ExpressionStatementSyntax { Expression: var expression }:
                var lease = expression is AssignmentExpressionSyntax { Right: var right } ? right : expression;
                if (IsPending(model, lease))
                {
                    if (!Awaiting.IsAllowedAt(at, model))
                        return null;

                    lease = Awaiting.Await(lease.WithoutTrivia(), at);
                }

                var declaration = VariableDeclaration(IdentifierName("var").WithTrailingTrivia(Space), SingletonSeparatedList(
                    VariableDeclarator(Identifier(NewName(at, "scope")).WithTrailingTrivia(Space)).WithInitializer(EqualsValueClause(lease.WithoutTrivia()).WithEqualsToken(Token(SyntaxKind.EqualsToken).WithTrailingTrivia(Space)))));
                var declared = LocalDeclarationStatement(declaration).WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(Space)).WithTriviaFrom(statement);
                return (Title, root.ReplaceNode(statement, declared));

            default:
                return null;
        }
    }

    // Only what is awaited gives the lease.
    private static bool IsPending(SemanticModel model, ExpressionSyntax lease) =>
        lease is not AwaitExpressionSyntax && model.GetTypeInfo(lease).Type?.GetMembers("GetAwaiter").IsEmpty == false;

    private static bool IsOnStack(SemanticModel model, SyntaxNode lease) => model.GetTypeInfo(lease).Type is { IsRefLikeType: true };
}
