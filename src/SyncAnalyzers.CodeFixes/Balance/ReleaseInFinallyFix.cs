using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2001, SYNC2002: turns the region into a lock or using statement, or releases in a finally block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReleaseInFinallyFix)), Shared]
public sealed class ReleaseInFinallyFix() : BalanceFix(HeldAtReturnAnalyzer.Rule.Id, HeldAtThrowAnalyzer.Rule.Id)
{
    protected override (string Title, SyntaxNode Root)? Fix(SyntaxNode root, SemanticModel model, SyntaxNode at, ImmutableArray<SyntaxNode> others)
    {
        if (others.IsEmpty)
            return null;

        if (LockedRegion.Find(at, others[others.Length - 1], model) is not { } region)
            return Widened(root, model, at, others[others.Length - 1]);

        if (region.Acquire is LocalDeclarationStatementSyntax lease)
            return Using(root, region, lease);

        var layout = Layout.Of(region.Block);
        var declared = region.Escaping.Declarations.Select(local => layout is null ? Formatted(local) : layout.Alone(local));
        var after = layout is null ? region.After : layout.Apart(region.After);
        if (region.Acquire is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax acquire } && !region.Suspends && LockOf(model, acquire, region.Release) is { } locked)
            return ("Use a lock statement", Replace(root, region.Block, [.. region.Before, .. declared, Lock(locked.WithoutTrivia(), region, layout), .. after]));

        var guarded = layout?.Try(region.Body, region.Release) ?? Formatted(TryStatement(Block(region.Body), catches: default, FinallyClause(Block(region.Release))));
        IEnumerable<StatementSyntax> kept = region.Acquire is null ? [] : [region.Acquire];
        return ("Release in a finally block", Replace(root, region.Block, [.. region.Before, .. declared, .. kept, guarded, .. after]));
    }

    private static (string Title, SyntaxNode Root)? Widened(SyntaxNode root, SemanticModel model, SyntaxNode at, SyntaxNode release) =>
        LockedRegion.StartOf(at) is { Block: { } block, First: var first } && release.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax statement
        && LateTry.Widen(block, first, other => other == statement || other.ToString() == statement.ToString(), model) is { } widened
            ? (LateTry.Title, root.ReplaceNode(block, widened))
            : null;

    /// <summary>A lease in a local that is disposed further down becomes a using statement.</summary>
    internal static (string Title, SyntaxNode Root)? Using(SyntaxNode root, SyntaxNode at, SyntaxNode dispose) =>
        LockedRegion.Find(at, dispose) is { Acquire: LocalDeclarationStatementSyntax lease } region ? Using(root, region, lease) : null;

    private static (string, SyntaxNode)? Using(SyntaxNode root, LockedRegion region, LocalDeclarationStatementSyntax lease)
    {
        if (lease.Declaration.Variables.Count != 1 || region.Release is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose", Expression: IdentifierNameSyntax name } } }
            || name.Identifier.ValueText != lease.Declaration.Variables[0].Identifier.ValueText)
            return null;

        var statement = UsingStatement(Block(region.Body).WithCloseBraceToken(End(region.Release))).WithDeclaration(lease.Declaration.WithoutTrailingTrivia())
            .WithCloseParenToken(Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(lease.GetTrailingTrivia())).WithLeadingTrivia(lease.GetLeadingTrivia());
        return ("Use a using statement", Replace(root, region.Block, [.. region.Before, Formatted(statement), .. region.After]));
    }

    private static LockStatementSyntax Lock(ExpressionSyntax locked, LockedRegion region, Layout? layout)
    {
        var (before, beside, release) = (region.Acquire!.GetLeadingTrivia(), region.Acquire.GetTrailingTrivia(), region.Release);
        return layout?.Lock(locked, region.Body, beside, release.GetLeadingTrivia(), release.GetTrailingTrivia()).WithLeadingTrivia(before)
            ?? Formatted(LockStatement(locked, Block(region.Body).WithCloseBraceToken(End(release))).WithCloseParenToken(Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(beside)).WithLeadingTrivia(before));
    }

    // What was said of the release is said of the end.
    private static SyntaxToken End(StatementSyntax release) => Token(SyntaxKind.CloseBraceToken)
        .WithLeadingTrivia(HasRemarks(release.GetLeadingTrivia()) ? release.GetLeadingTrivia() : TriviaList(ElasticMarker)).WithTrailingTrivia(release.GetTrailingTrivia());

    /// <summary>What a lock statement would lock: a plain object entered by <c>Monitor</c>, or a <c>Lock</c>, released the same way.</summary>
    private static ExpressionSyntax? LockOf(SemanticModel model, InvocationExpressionSyntax acquire, StatementSyntax release)
    {
        if (acquire.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Enter" } enter || release is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exit" } exit } leave })
            return null;

        var isMonitor = model.GetSymbolInfo(acquire).Symbol is IMethodSymbol { ContainingType: { Name: "Monitor", ContainingNamespace.Name: "Threading" } };
        var locked = isMonitor ? Only(acquire) : enter.Expression;
        var freed = isMonitor ? Only(leave) : exit.Expression;
        var isLock = locked is not null && model.GetTypeInfo(locked).Type is { Name: "Lock", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };
        return locked is not null && isMonitor != isLock && locked.ToString() == freed?.ToString() && model.GetTypeInfo(locked).Type is { IsReferenceType: true } ? locked : null;
    }

    private static ExpressionSyntax? Only(InvocationExpressionSyntax call) => call.ArgumentList.Arguments.Count == 1 ? call.ArgumentList.Arguments[0].Expression : null;
}
