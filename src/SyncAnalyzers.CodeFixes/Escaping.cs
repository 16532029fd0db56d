namespace SyncAnalyzers.CodeFixes;

/// <summary>What becomes of locals that are declared in statements that get a block of their own, and used behind them.</summary>
/// <param name="Declared">Locals that are declared before the block; inside, they are only assigned.</param>
/// <param name="Return">The statement straight behind, if it goes into the block with them: it returns what it found there.</param>
internal sealed record Escaping(ImmutableArray<(string Name, TypeSyntax Type)> Declared, ReturnStatementSyntax? Return)
{
    private static readonly Escaping s_none = new([], null);

    public IEnumerable<StatementSyntax> Declarations => Declared.Select(local =>
        LocalDeclarationStatement(VariableDeclaration(local.Type.WithTrailingTrivia(Space), SingletonSeparatedList(VariableDeclarator(local.Name)))));

    /// <param name="held">The statements that get a block of their own.</param>
    /// <param name="rest">The statements behind them.</param>
    /// <param name="model"><see langword="null"/> where neither is possible.</param>
    /// <returns><see langword="null"/> where something can neither be declared before nor go along.</returns>
    public static Escaping? Of(IReadOnlyList<StatementSyntax> held, IReadOnlyList<StatementSyntax> rest, SemanticModel? model)
    {
        List<SyntaxNode> declared = [.. held.SelectMany(statement => statement.DescendantNodesAndSelf(node => node is not BlockSyntax)).Where(node => NameOf(node) is { } name && rest.Any(statement => Mentions(statement, name)))];
        if (declared.Count == 0)
            return s_none;

        if (model is null)
            return null;

        if (rest[0] is ReturnStatementSyntax { Expression: { } value } result && IsPlain(value, model) && !rest.Skip(1).Any(statement => declared.Exists(node => Mentions(statement, NameOf(node)!))))
            return s_none with { Return = result };

        List<(string, TypeSyntax)> locals = [];
        foreach (var node in declared)
        {
            if (!IsAssignable(node, held) || model.GetDeclaredSymbol(node) is not ILocalSymbol { IsConst: false, RefKind: RefKind.None, Type: { IsAnonymousType: false, IsRefLikeType: false, TypeKind: not (TypeKind.Error or TypeKind.Pointer) } type })
                return null;

            if (IsNeverNull(node, model))
                type = type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);

            locals.Add((NameOf(node)!, ParseTypeName(type.ToMinimalDisplayString(model, node.SpanStart))));
        }

        return s_none with { Declared = [.. locals] };
    }

    /// <summary>The statement in the block: declarations that went before it have become assignments.</summary>
    public StatementSyntax? Inside(StatementSyntax statement)
    {
        if (statement is LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } && IsDeclaredBefore(variables[0].Identifier))
        {
            return variables[0].Initializer is not { } initial ? null : ExpressionStatement(AssignmentExpression(
                SyntaxKind.SimpleAssignmentExpression, IdentifierName(variables[0].Identifier), initial.EqualsToken, initial.Value)).WithTriviaFrom(statement);
        }

        var passed = statement.DescendantNodes().OfType<DeclarationExpressionSyntax>().Where(declaration => declaration.Designation is SingleVariableDesignationSyntax local && IsDeclaredBefore(local.Identifier));
        return statement.ReplaceNodes(passed, (declaration, _) => IdentifierName(((SingleVariableDesignationSyntax)declaration.Designation).Identifier).WithTriviaFrom(declaration));
    }

    private bool IsDeclaredBefore(SyntaxToken name) => Declared.Any(local => local.Name == name.ValueText);

    private static string? NameOf(SyntaxNode node) => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        _ => null,
    };

    private static bool Mentions(StatementSyntax statement, string name) => statement.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name);

    private static bool IsAssignable(SyntaxNode node, IReadOnlyList<StatementSyntax> held) => node switch
    {
        VariableDeclaratorSyntax { Initializer: null or { Value: not (InitializerExpressionSyntax or StackAllocArrayCreationExpressionSyntax) }, ArgumentList: null, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.None } local } } => held.Contains(local),
        SingleVariableDesignationSyntax { Parent: DeclarationExpressionSyntax { Parent: ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.OutKeyword } } } => true,
        _ => false,
    };

    /// <summary>What the compiler inferred for <c>var</c> may be null, but what it is given is not, and nothing else is assigned.</summary>
    private static bool IsNeverNull(SyntaxNode node, SemanticModel model) => node is VariableDeclaratorSyntax { Initializer.Value: { } initial, Identifier.ValueText: var name, Parent: VariableDeclarationSyntax { Type.IsVar: true } }
        && model.GetTypeInfo(initial).Nullability.FlowState == NullableFlowState.NotNull
        && node.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().OfType<IdentifierNameSyntax>().Any(use => use.Identifier.ValueText == name && IsWritten(use)) == false;

    private static bool IsWritten(IdentifierNameSyntax use) => use.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None } or ArgumentSyntax { Parent: TupleExpressionSyntax } || (use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use);

    /// <summary>Nothing but locals and constants, put together by the language alone: nobody can tell when it is evaluated.</summary>
    private static bool IsPlain(ExpressionSyntax value, SemanticModel model) => !model.GetConversion(value).IsUserDefined && value.DescendantNodesAndSelf().All(node => node switch
    {
        IdentifierNameSyntax name => model.GetSymbolInfo(name).Symbol is ILocalSymbol { RefKind: RefKind.None } or IParameterSymbol { RefKind: RefKind.None },
        BinaryExpressionSyntax or PrefixUnaryExpressionSyntax => model.GetSymbolInfo(node).Symbol is null or IMethodSymbol { MethodKind: MethodKind.BuiltinOperator } && node is not PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression },
        LiteralExpressionSyntax or TupleExpressionSyntax or ArgumentSyntax or ParenthesizedExpressionSyntax or ConditionalExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } => true,
        IsPatternExpressionSyntax or UnaryPatternSyntax or ConstantPatternSyntax => true,
        _ => false,
    });
}
