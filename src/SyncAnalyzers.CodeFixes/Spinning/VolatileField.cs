namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>Makes a field volatile, where the language allows it and nothing else has to change.</summary>
internal static class VolatileField
{
    public const string Title = "Make the field volatile";

    /// <summary>The field's declaration, if it declares that field alone, in this document, and its type can be volatile.</summary>
    public static FieldDeclarationSyntax? DeclarationOf(ISymbol? symbol, SyntaxNode root, CancellationToken cancellation) =>
        symbol is IFieldSymbol { IsVolatile: false, IsReadOnly: false, IsConst: false } field
        && CanBeVolatile(field.Type)
        && field.DeclaringSyntaxReferences is { Length: 1 } references
        && references[0].SyntaxTree == root.SyntaxTree
        && references[0].GetSyntax(cancellation).FirstAncestorOrSelf<FieldDeclarationSyntax>() is { Declaration.Variables.Count: 1 } declaration
            ? declaration
            : null;

    public static SyntaxNode Apply(SyntaxNode root, FieldDeclarationSyntax declaration)
    {
        var modifier = Token(SyntaxKind.VolatileKeyword).WithTrailingTrivia(Space);
        // Without a modifier the comments before the field hang on its type.
        var changed = declaration.Modifiers.Count > 0
            ? declaration.AddModifiers(modifier)
            : declaration.WithoutLeadingTrivia().AddModifiers(modifier).WithLeadingTrivia(declaration.GetLeadingTrivia());
        return root.ReplaceNode(declaration, changed);
    }

    private static bool CanBeVolatile(ITypeSymbol type) => type.IsReferenceType
        || type.TypeKind == TypeKind.Enum
        || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
            or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;
}
