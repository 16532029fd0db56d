using SyncAnalyzers.Engine.Bodies;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>Which types are, or contain, a <c>SpinLock</c>: copying one makes a second lock that excludes nobody.</summary>
public sealed class SpinLockTypes(SyncModel model)
{
    private const string Name = "SpinLock";
    private const int MaxDepth = 4;

    private ImmutableHashSet<string>? _names;

    /// <summary>The tree names such a type.</summary>
    public bool MayUse(SyntaxTree tree, CancellationToken cancellation) => Names(cancellation).Any(TreeWords.Of(tree, cancellation).Has);

    public static bool Holds(ITypeSymbol? type) => Holds(type, 0);

    private static bool Holds(ITypeSymbol? type, int depth) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None } @struct
        && depth < MaxDepth
        && (@struct is { Name: Name, ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } }
            || (@struct.Locations.Any(location => location.IsInSource) && @struct.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && Holds(field.Type, depth + 1))));

    // Found by text, level by level: a struct that mentions SpinLock may hold one, a struct that mentions that struct too.
    private ImmutableHashSet<string> Names(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _names) is { } known)
            return known;

        var names = ImmutableHashSet.Create(StringComparer.Ordinal, Name);
        var structs = model.Compilation.SyntaxTrees
            .Where(tree => TreeWords.Of(tree, cancellation).Has(Name))
            .SelectMany(tree => tree.GetRoot(cancellation).DescendantNodes().OfType<TypeDeclarationSyntax>())
            .Where(type => type is StructDeclarationSyntax or RecordDeclarationSyntax).ToList();
        foreach (var type in structs.Where(type => type.Members.OfType<FieldDeclarationSyntax>().Any(field => field.Declaration.Type.ToString().Contains(Name))))
            names = names.Add(type.Identifier.ValueText);

        Volatile.Write(ref _names, names);
        return names;
    }
}
