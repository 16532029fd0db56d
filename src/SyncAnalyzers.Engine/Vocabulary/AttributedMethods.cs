using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>The names of the methods that an attribute declares to acquire or release a lock: what calls them is worth a look, whatever they are called.</summary>
internal static class AttributedMethods
{
    public const string AcquiresType = Acquires + "Attribute";
    public const string ReleasesType = Releases + "Attribute";

    private const string Acquires = "AcquiresLock";
    private const string Releases = "ReleasesLock";
    private const string Library = "SyncPrimitives";

    /// <summary>How the attributes are written.</summary>
    public static ImmutableArray<string> Words { get; } = [Acquires, AcquiresType, Releases, ReleasesType];

    private static readonly WordSet s_attributes = WordSet.Of(Words);

    // Neither the text of a tree nor an assembly that is referenced changes.
    private static readonly ConditionalWeakTable<SyntaxTree, string[]> s_inTrees = new();
    private static readonly ConditionalWeakTable<IAssemblySymbol, string[]> s_inAssemblies = new();

    public static IEnumerable<string> NamesIn(Compilation compilation) =>
        compilation.SyntaxTrees.Where(VocabularyWords.Has).SelectMany(tree => s_inTrees.GetValue(tree, Find))
            .Concat(compilation.SourceModule.ReferencedAssemblySymbols.SelectMany(assembly => s_inAssemblies.GetValue(assembly, Find)));

    private static bool IsOne(AttributeData attribute) => attribute.AttributeClass?.Name is AcquiresType or ReleasesType;

    private static string[] Find(SyntaxTree tree) =>
    [
        .. TreeWords.Of(tree, CancellationToken.None).Tokens(s_attributes, new TextSpan(0, tree.Length))
            .Select(token => token.Parent?.FirstAncestorOrSelf<AttributeSyntax>()?.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.ValueText).OfType<string>(),
    ];

    // The attributes are the library's, or the project's own.
    private static bool MayUse(IAssemblySymbol assembly) =>
        assembly.Modules.Any(module => module.ReferencedAssemblies.Any(referenced => referenced.Name == Library))
        || (!IsFramework(assembly.Name) && assembly.TypeNames.Contains(AcquiresType));

    private static bool IsFramework(string name) =>
        name is "mscorlib" or "netstandard" or "System" || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal);

    private static string[] Find(IAssemblySymbol assembly) =>
        !MayUse(assembly) ? [] : [.. assembly.GlobalNamespace.TypesInside().SelectMany(type => type.GetMembers()).OfType<IMethodSymbol>().Where(method => method.GetAttributes().Any(IsOne)).Select(method => method.Name).Distinct()];
}
