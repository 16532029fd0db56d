namespace SyncAnalyzers.CodeFixes;

/// <summary>Where there is an await, where one may stand, and how the code around writes it.</summary>
internal static class Awaiting
{
    /// <summary>The function that <paramref name="node"/> stands in is async, and nothing in it or around the node forbids an await.</summary>
    public static bool IsAllowedAt(SyntaxNode node, SemanticModel model)
    {
        var forbidding = node.Ancestors().TakeWhile(up => !IsFunction(up)).Any(up => up is LockStatementSyntax or CatchFilterClauseSyntax or UnsafeStatementSyntax or QueryExpressionSyntax);
        return !forbidding && IsAsync(node) && !FunctionOf(node)!.DescendantNodes().Any(declared => LivesOnStack(declared, model));
    }

    public static bool IsAsync(SyntaxNode node) => FunctionOf(node) switch
    {
        AnonymousFunctionExpressionSyntax function => function.AsyncKeyword.RawKind != 0,
        LocalFunctionStatementSyntax function => function.Modifiers.Any(SyntaxKind.AsyncKeyword),
        BaseMethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        GlobalStatementSyntax => true,
        _ => false,
    };

    /// <summary>The function that one of the nodes stands in may be left in it and gone on with later; until then nothing can stay on the stack, which the compiler says only when it writes the code.</summary>
    public static bool Suspends(params IEnumerable<SyntaxNode> nodes) => nodes
        .SelectMany(node => node.DescendantNodesAndSelf(inner => inner is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        .Any(node => node is AwaitExpressionSyntax or YieldStatementSyntax
            or CommonForEachStatementSyntax { AwaitKeyword.RawKind: not (int)SyntaxKind.None }
            or UsingStatementSyntax { AwaitKeyword.RawKind: not (int)SyntaxKind.None }
            or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not (int)SyntaxKind.None });

    /// <summary>Every await of the function says <c>ConfigureAwait(false)</c>, so that one more has to say it too.</summary>
    public static bool IsConfigured(SyntaxNode node)
    {
        List<AwaitExpressionSyntax> awaits = [.. FunctionOf(node)?.DescendantNodes().OfType<AwaitExpressionSyntax>() ?? []];
        return awaits.Count > 0 && awaits.TrueForAll(known => known.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } });
    }

    /// <summary><c>await task</c> as the function around <paramref name="place"/> writes it.</summary>
    public static ExpressionSyntax Await(ExpressionSyntax task, SyntaxNode place) => AwaitExpression(
        Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(Space),
        IsConfigured(place)
            ? InvocationExpression(
                MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, task, IdentifierName("ConfigureAwait")),
                ArgumentList(SingletonSeparatedList(Argument(LiteralExpression(SyntaxKind.FalseLiteralExpression)))))
            : task);

    /// <summary>A span or a reference cannot outlive an await, and the compiler says so only when it writes the code.</summary>
    private static bool LivesOnStack(SyntaxNode declared, SemanticModel model) =>
        declared is VariableDeclaratorSyntax or SingleVariableDesignationSyntax or ForEachStatementSyntax
        && model.GetDeclaredSymbol(declared) is ILocalSymbol { Type: var type, RefKind: var kind } && (kind != RefKind.None || type.IsRefLikeType);

    private static SyntaxNode? FunctionOf(SyntaxNode node) => node.Ancestors().FirstOrDefault(IsFunction);

    private static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax or AccessorDeclarationSyntax;
}
