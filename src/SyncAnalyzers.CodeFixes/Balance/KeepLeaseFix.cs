using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2012: holds the lease to the end of the block, in a using declaration.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeepLeaseFix)), Shared]
public sealed class KeepLeaseFix() : BalanceFix(LeaseDroppedAnalyzer.Rule.Id)
{
    private const string Title = "Dispose the lease at the end of the block";

    protected override (string Title, SyntaxNode Root)? Fix(SyntaxNode root, SemanticModel model, SyntaxNode at, ImmutableArray<SyntaxNode> others) => Keep(root, model, at);

    /// <param name="at">The call whose lease, or task of one, nobody keeps.</param>
    internal static (string Title, SyntaxNode Root)? Keep(SyntaxNode root, SemanticModel model, SyntaxNode at)
    {
        // What answers true or false has given the lease to an argument.
        if (at.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } statement || model.GetTypeInfo(at).Type is { SpecialType: SpecialType.System_Boolean } || (IsOnStack(model, at) && Awaiting.Suspends(block.Statements.SkipWhile(other => other != statement))))
            return null;

        switch (statement)
        {
            case LocalDeclarationStatementSyntax { Declaration: { Variables.Count: 1, Type: var type } declared, UsingKeyword.RawKind: (int)SyntaxKind.None, IsConst: false } local:
                if (declared.Variables[0].Initializer is not { Value: var value } || Completed(model, value, at) is not { } complete || (complete != value && !type.IsVar))
                    return null;

                var kept = local.ReplaceNode(value, complete).WithoutLeadingTrivia().WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(Space)).WithLeadingTrivia(local.GetLeadingTrivia());
                return (Title, root.ReplaceNode(local, kept));

            case ExpressionStatementSyntax { Expression: var expression }:
                var lease = expression is AssignmentExpressionSyntax { Right: var right } ? right : expression;
                if (Completed(model, lease, at) is not { } done)
                    return null;

                var declaration = VariableDeclaration(IdentifierName("var").WithTrailingTrivia(Space), SingletonSeparatedList(
                    VariableDeclarator(Identifier(NewName(at, "scope")).WithTrailingTrivia(Space)).WithInitializer(EqualsValueClause(done.WithoutTrivia()).WithEqualsToken(Token(SyntaxKind.EqualsToken).WithTrailingTrivia(Space)))));
                var scope = LocalDeclarationStatement(declaration).WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(Space)).WithTriviaFrom(statement);
                return (Title, root.ReplaceNode(statement, scope));

            default:
                return null;
        }
    }

    /// <summary>What gives the lease: a task of one has to be awaited.</summary>
    private static ExpressionSyntax? Completed(SemanticModel model, ExpressionSyntax lease, SyntaxNode at)
    {
        if (lease is AwaitExpressionSyntax || Member(model.GetTypeInfo(lease).Type, "GetAwaiter") is not { ReturnType: var awaiter })
            return lease;

        return IsDisposable(Member(awaiter, "GetResult")?.ReturnType) && Awaiting.IsAllowedAt(at, model) ? Awaiting.Await(lease.WithoutTrivia(), at) : null;
    }

    private static IMethodSymbol? Member(ITypeSymbol? type, string name) => type?.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault();

    private static bool IsDisposable(ITypeSymbol? type) =>
        type?.SpecialType == SpecialType.System_IDisposable || type?.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_IDisposable) == true;

    private static bool IsOnStack(SemanticModel model, SyntaxNode lease) => model.GetTypeInfo(lease).Type is { IsRefLikeType: true };
}
