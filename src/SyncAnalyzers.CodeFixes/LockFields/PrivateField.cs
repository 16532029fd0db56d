using Microsoft.CodeAnalysis.Editing;

namespace SyncAnalyzers.CodeFixes.LockFields;

/// <summary>A private field, declared alone unless that is of no account, with everything that names it: all in one document.</summary>
/// <param name="Uses">The whole expressions, the object in front included.</param>
internal sealed record PrivateField(IFieldSymbol Symbol, FieldDeclarationSyntax Declaration, ImmutableArray<ExpressionSyntax> Uses)
{
    public VariableDeclaratorSyntax Variable => Declaration.Declaration.Variables[0];

    /// <summary>What makes the object, where it is made in place or by the only assignment, in a constructor.</summary>
    public BaseObjectCreationExpressionSyntax? Creation => (Variable.Initializer?.Value ?? Assignment?.Right) as BaseObjectCreationExpressionSyntax;

    /// <summary>The uses but for the assignment that makes the object.</summary>
    public IEnumerable<ExpressionSyntax> UsesOnceMade => Uses.Where(use => use != Assignment?.Left);

    private AssignmentExpressionSyntax? Assignment
    {
        get
        {
            List<AssignmentExpressionSyntax> assignments = [.. Uses.Select(use => use.Parent).OfType<AssignmentExpressionSyntax>()];
            return Variable.Initializer is null && assignments.Count == 1 && assignments[0] is { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: var left } made && Uses.Contains(left)
                && made.Parent is ExpressionStatementSyntax { Parent.Parent: ConstructorDeclarationSyntax } or ArrowExpressionClauseSyntax { Parent: ConstructorDeclarationSyntax }
                    ? made
                    : null;
        }
    }

    /// <summary>Each use stands where any other expression could: not in a pattern, not behind a question mark, not where broken code makes a type of it.</summary>
    public bool IsUsedAsExpression => Uses.All(use => use.Parent is not (NameColonSyntax or NameEqualsSyntax or MemberBindingExpressionSyntax) && !SyntaxFacts.IsInTypeOnlyContext(use));

    public static PrivateField? Find(ISymbol? symbol, FixTarget target, bool isAlone = true)
    {
        if (symbol?.OriginalDefinition is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private } field
            || field.ContainingType.DeclaringSyntaxReferences.Any(part => part.SyntaxTree != target.Root.SyntaxTree)
            || field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(target.Cancellation) is not VariableDeclaratorSyntax variable
            || variable.Parent?.Parent is not FieldDeclarationSyntax { AttributeLists.Count: 0 } declaration
            || (isAlone && declaration.Declaration.Variables.Count > 1))
        {
            return null;
        }

        // Nobody outside the type's own declarations can name it.
        var names = field.ContainingType.DeclaringSyntaxReferences.SelectMany(part => part.GetSyntax(target.Cancellation).DescendantNodes()).OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == field.Name && IsNamed(name));
        return new PrivateField(field, declaration, [.. names.Select(Whole)]);

        bool IsNamed(IdentifierNameSyntax name) => target.Model.GetSymbolInfo(name, target.Cancellation) is var info
            && info.CandidateSymbols.Add(info.Symbol!).Any(found => SymbolEqualityComparer.Default.Equals(found?.OriginalDefinition, field));
    }

    /// <summary>Gives the field another type, made in the way and where it was made, of these arguments.</summary>
    public void Become(SyntaxEditor editor, TypeSyntax type, params string[] arguments)
    {
        var list = ArgumentList(SeparatedList(arguments.Select(argument => Argument(ParseExpression(argument)))));
        BaseObjectCreationExpressionSyntax created = Creation is ImplicitObjectCreationExpressionSyntax
            ? ImplicitObjectCreationExpression(list, initializer: null)
            : ObjectCreationExpression(type.WithoutTrivia()).WithNewKeyword(Token(SyntaxKind.NewKeyword).WithTrailingTrivia(Space)).WithArgumentList(list);
        editor.ReplaceNode(Creation!, created.WithTriviaFrom(Creation!).WithAdditionalAnnotations(Formatter.Annotation));
        editor.ReplaceNode(Declaration.Declaration.Type, type.WithTriviaFrom(Declaration.Declaration.Type));
    }

    private static ExpressionSyntax Whole(IdentifierNameSyntax name) => name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
}
