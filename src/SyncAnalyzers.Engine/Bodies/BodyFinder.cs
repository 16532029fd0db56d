using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Finds the bodies of a tree without binding anything.</summary>
public static class BodyFinder
{
    public static ImmutableArray<CodeBody> Find(SyntaxTree tree, SemanticModel model, SymbolNames names, CancellationToken cancellation)
    {
        var bodies = ImmutableArray.CreateBuilder<CodeBody>();
        if (tree.GetRoot(cancellation) is CompilationUnitSyntax unit)
        {
            if (unit.Members.Any(member => member is GlobalStatementSyntax))
                bodies.Add(new CodeBody(unit, model, names));

            foreach (var member in unit.Members)
                Add(member);
        }

        return bodies.ToImmutable();

        void Add(MemberDeclarationSyntax member)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax space:
                    foreach (var inner in space.Members)
                        Add(inner);
                    break;

                case TypeDeclarationSyntax type:
                    foreach (var inner in type.Members)
                        Add(inner);
                    break;

                case BaseMethodDeclarationSyntax { Body: null, ExpressionBody: null }:
                    break;

                case BaseMethodDeclarationSyntax method:
                    Body(method);
                    break;

                case PropertyDeclarationSyntax property:
                    AddAccessors(property.ExpressionBody, property.AccessorList);
                    AddInitializer(property.Initializer);
                    break;

                case IndexerDeclarationSyntax indexer:
                    AddAccessors(indexer.ExpressionBody, indexer.AccessorList);
                    break;

                case EventDeclarationSyntax { AccessorList: { } accessors }:
                    AddAccessors(null, accessors);
                    break;

                case BaseFieldDeclarationSyntax field:
                    foreach (var variable in field.Declaration.Variables)
                        AddInitializer(variable.Initializer);
                    break;
            }
        }

        void AddAccessors(ArrowExpressionClauseSyntax? arrow, AccessorListSyntax? accessors)
        {
            if (arrow is not null)
                Body(arrow);

            foreach (var accessor in accessors?.Accessors ?? default)
            {
                if (accessor.Body is not null || accessor.ExpressionBody is not null)
                    Body(accessor);
            }
        }

        // A plain value needs no look; a function kept in a field does.
        void AddInitializer(EqualsValueClauseSyntax? initializer)
        {
            if (initializer is { Value: not LiteralExpressionSyntax })
                Body(initializer);
        }

        void Body(SyntaxNode declaration) => bodies.Add(new CodeBody(declaration, model, names));
    }

    internal static ISymbol? SymbolOf(SyntaxNode declaration, SemanticModel model) => declaration switch
    {
        CompilationUnitSyntax unit => model.GetDeclaredSymbol(unit),
        ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax property } => (model.GetDeclaredSymbol(property) as IPropertySymbol)?.GetMethod,
        EqualsValueClauseSyntax { Parent: { } variable } => model.GetDeclaredSymbol(variable),
        _ => model.GetDeclaredSymbol(declaration),
    };

    /// <summary>The declaration of <paramref name="method"/>'s body, as <see cref="Find"/> lists it.</summary>
    internal static SyntaxNode? DeclarationOf(IMethodSymbol method)
    {
        var definition = method.OriginalDefinition;
        foreach (var reference in (definition.PartialImplementationPart ?? definition).DeclaringSyntaxReferences)
        {
            switch (reference.GetSyntax())
            {
                case BaseMethodDeclarationSyntax { Body: null, ExpressionBody: null } or AccessorDeclarationSyntax { Body: null, ExpressionBody: null }:
                    break;
                case var body and (BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax or CompilationUnitSyntax):
                    return body;
            }
        }

        return null;
    }
}
