using Microsoft.CodeAnalysis.Editing;
using SyncAnalyzers.CodeFixes.LockFields;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>Leaves an initialisation to <c>Lazy&lt;T&gt;</c> or <c>LazyInitializer</c>.</summary>
internal static class LazyField
{
    /// <summary>The field becomes a <c>Lazy&lt;T&gt;</c>. Only where it is read after the initialisation and nowhere else: read before, it would now not be null.</summary>
    public static SyntaxNode? Convert(FixTarget target, Initialization found)
    {
        var (statement, field) = (found.Statement, found.Field);
        var after = ((BlockSyntax)statement.Parent!).Statements.SkipWhile(other => other != statement).Skip(1).ToList();
        var reads = field.Uses.Where(use => !statement.Span.Contains(use.Span)).ToList();
        if (field.Variable.Initializer is not null || !field.IsUsedAsExpression || reads.Count == 0 || !reads.TrueForAll(read => IsRead(read) && after.Exists(later => later.Span.Contains(read.Span)))
            || (found.Flag is { } flag && Remarks.AreIn(flag.Declaration)) || found.Value.DescendantNodesAndSelf().Any(node => IsOfTheCall(node, found.Value, target)))
        {
            return null;
        }

        var editor = new SyntaxEditor(target.Root, target.Document.Project.Solution.Workspace.Services);
        foreach (var read in reads.Where(read => found.Field.Symbol.Type.IsReferenceType || !IsUnwrapped(target, found) || read.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" }))
            editor.ReplaceNode(read, MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, read.WithoutTrivia(), IdentifierName("Value")).WithTriviaFrom(read));

        editor.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);
        editor.ReplaceNode(after[0], (current, _) => current.WithLeadingTrivia(Joined(statement.GetLeadingTrivia(), current.GetLeadingTrivia())));
        editor.ReplaceNode(field.Declaration, Declare(target, found));
        if (found.Flag is { } beside)
            editor.RemoveNode(beside.Declaration, SyntaxRemoveOptions.KeepNoTrivia);

        if (PrivateField.Find(target.Model.GetSymbolInfo(found.Gate, target.Cancellation).Symbol, target) is { Uses.Length: 1 } gate && !Remarks.AreIn(gate.Declaration))
            editor.RemoveNode(gate.Declaration, SyntaxRemoveOptions.KeepNoTrivia);

        return WithoutLineBeforeMembers(editor.GetChangedRoot(), Types(target.Root).IndexOf((TypeDeclarationSyntax)field.Declaration.Parent!));
    }

    /// <summary>The statement becomes <c>LazyInitializer.EnsureInitialized</c>, which publishes one object, though two may be made: so making one must do nothing else.</summary>
    public static SyntaxNode? EnsureInitialized(FixTarget target, Initialization found)
    {
        if (found is not { Flag: null, Field.Symbol: { IsVolatile: false, IsReadOnly: false, Type.IsReferenceType: true } } || found.Value is not BaseObjectCreationExpressionSyntax { Initializer: null, ArgumentList: var arguments }
            || arguments?.Arguments.Any(argument => argument.Expression is not (LiteralExpressionSyntax or IdentifierNameSyntax or DefaultExpressionSyntax)) == true)
        {
            return null;
        }

        var call = InvocationExpression(
            ParseExpression(ThreadingName.At(target.Model, found.Statement.SpanStart, "LazyInitializer") + ".EnsureInitialized"),
            ArgumentList(SeparatedList(
                [Argument(null, Token(SyntaxKind.RefKeyword).WithTrailingTrivia(Space), found.Set.Left.WithoutTrivia()), Argument(ParenthesizedLambdaExpression(found.Value.WithoutTrivia()))])));
        return target.Root.ReplaceNode(found.Statement, ExpressionStatement(call).WithTriviaFrom(found.Statement).WithAdditionalAnnotations(Formatter.Annotation));
    }

    /// <summary>The field could be null only as long as it was not initialized.</summary>
    private static bool IsUnwrapped(FixTarget target, Initialization found) => target.Model.GetTypeInfo(found.Value, target.Cancellation) is var value
        && (found.Field.Symbol.Type.IsReferenceType ? value.Nullability.FlowState == NullableFlowState.NotNull : value.Type?.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T);

    private static FieldDeclarationSyntax Declare(FixTarget target, Initialization found)
    {
        var declared = found.Field.Declaration.Declaration;
        var type = declared.Type is NullableTypeSyntax nullable && IsUnwrapped(target, found) ? nullable.ElementType : declared.Type;
        var name = GenericName(Identifier("Lazy"), TypeArgumentList(SingletonSeparatedList(type.WithoutTrivia())));
        TypeSyntax lazy = target.Model.LookupNamespacesAndTypes(declared.SpanStart, name: "Lazy").IsEmpty ? QualifiedName(IdentifierName("System"), name) : name;
        var made = ArgumentList(SingletonSeparatedList(Argument(ParenthesizedLambdaExpression(found.Value.WithoutTrivia()))));
        ExpressionSyntax creation = target.Root.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp9 }
            ? ImplicitObjectCreationExpression(made, initializer: null)
            : ObjectCreationExpression(lazy).WithArgumentList(made);
        var modifiers = TokenList(found.Field.Declaration.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.VolatileKeyword)));
        return found.Field.Declaration.WithoutLeadingTrivia()
            .WithModifiers(modifiers.Add(Token(SyntaxKind.ReadOnlyKeyword)))
            .WithDeclaration(VariableDeclaration(lazy, SingletonSeparatedList(found.Field.Variable.WithoutTrivia().WithInitializer(EqualsValueClause(creation)))))
            .WithLeadingTrivia(found.Field.Declaration.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>What is said before two statements of which the second remains.</summary>
    private static SyntaxTriviaList Joined(SyntaxTriviaList first, SyntaxTriviaList second)
    {
        var rest = second.SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        if (!Remarks.AreIn(second))
            return first;

        return Remarks.AreIn(first) ? [.. first.Take(first.Count - 1), .. rest] : [.. rest];
    }

    private static SyntaxNode WithoutLineBeforeMembers(SyntaxNode root, int type) => Types(root)[type].Members.FirstOrDefault() is { } first
        ? root.ReplaceNode(first, first.WithLeadingTrivia(first.GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))))
        : root;

    private static List<TypeDeclarationSyntax> Types(SyntaxNode root) => [.. root.DescendantNodes().OfType<TypeDeclarationSyntax>()];

    private static bool IsRead(ExpressionSyntax use) =>
        use.Parent is not (ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None } or RefExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression })
        && !(use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use)
        && !use.Ancestors().Any(up => up is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } });

    /// <summary>A local or parameter of the method does not exist where the field is declared.</summary>
    private static bool IsOfTheCall(SyntaxNode node, ExpressionSyntax value, FixTarget target)
    {
        if (node is not IdentifierNameSyntax)
            return node is AwaitExpressionSyntax;

        var symbol = target.Model.GetSymbolInfo(node, target.Cancellation).Symbol;
        var isLocal = symbol is ILocalSymbol or IParameterSymbol { ContainingSymbol: not IMethodSymbol { MethodKind: MethodKind.Constructor } };
        return isLocal && !symbol!.Locations.Any(place => value.Span.Contains(place.SourceSpan));
    }
}
