namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>Writes the names of System.Threading types as short as the file's usings allow.</summary>
internal static class ThreadingName
{
    public static string At(SemanticModel model, int position, string type) =>
        model.LookupNamespacesAndTypes(position, name: type) is { Length: 1 } found && found[0] is INamedTypeSymbol { ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } }
            ? type
            : "System.Threading." + type;
}
