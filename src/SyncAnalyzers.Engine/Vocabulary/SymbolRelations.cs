namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>What symbols are to each other.</summary>
public static class SymbolRelations
{
    /// <summary>The type and its base classes, nearest first.</summary>
    public static IEnumerable<ITypeSymbol> SelfAndBases(this ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            yield return type;
    }

    /// <summary>The same types as they are declared, without type arguments.</summary>
    public static IEnumerable<ITypeSymbol> SelfAndBaseDefinitions(this ITypeSymbol? type) => type.SelfAndBases().Select(known => known.OriginalDefinition);

    /// <summary>The types declared in a namespace or a type, and in those inside of it.</summary>
    public static IEnumerable<INamedTypeSymbol> TypesInside(this INamespaceOrTypeSymbol container)
    {
        foreach (var type in container.GetTypeMembers())
        {
            yield return type;
            foreach (var nested in type.TypesInside())
                yield return nested;
        }

        foreach (var inner in (container as INamespaceSymbol)?.GetNamespaceMembers() ?? [])
        {
            foreach (var type in inner.TypesInside())
                yield return type;
        }
    }

    /// <summary>What the method overrides, nearest first.</summary>
    public static IEnumerable<IMethodSymbol> Overridden(this IMethodSymbol method)
    {
        for (var current = method.OverriddenMethod; current is not null; current = current.OverriddenMethod)
            yield return current;
    }

    /// <summary>Another assembly can name it.</summary>
    public static bool IsVisibleOutside(this ISymbol member)
    {
        for (ISymbol? symbol = member; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingType)
        {
            if (symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
                return false;
        }

        return true;
    }

    /// <summary>The method as it is declared: an extension with its receiver, without type arguments, of a partial one the defining half.</summary>
    public static IMethodSymbol Declared(this IMethodSymbol method)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        return definition.PartialDefinitionPart ?? definition;
    }
}
