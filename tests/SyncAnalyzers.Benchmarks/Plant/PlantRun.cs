using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Benchmarks.Analyzers;
using SyncAnalyzers.Benchmarks.Sources;

namespace SyncAnalyzers.Benchmarks.Plant;

/// <summary>
/// Plants lock-order inversions into real code and counts how many are found: where one class calls another under its lock,
/// the other class gets a method that calls back under its own. Half of each inversion is as people wrote it.
/// </summary>
internal static class PlantRun
{
    private const string Prefix = "Planted";

    public static async Task<int> Run(Selection selection, int count, CancellationToken cancellation)
    {
        var (planted, found) = (0, 0);
        foreach (var compilation in Compilations.Create(selection.Load(), selection.Concurrent).TakeWhile(_ => planted < count))
        {
            var use = new LockUse(compilation);
            var plants = use.Nested
                .SelectMany(n => use.CallableLockers(n.Outer).Take(1).Select(back => (n.Outer, n.Inner, n.Call, Back: back)))
                .Take(count - planted).Select((n, i) => new Plant(Prefix + (planted + i), n.Outer, n.Inner, n.Call, n.Back)).ToList();
            if (plants.Count == 0)
                continue;

            var grown = Grow(compilation, plants);
            var bound = BoundIn(grown);
            plants.RemoveAll(plant => !bound.Contains(plant.Name));

            var analysis = new Analysis(AnalyzerSet.Ours(["SYNC1001"]), selection.Concurrent);
            var methods = (await analysis.Build(grown, cancellation)).SelectMany(MethodsOf).ToHashSet();
            foreach (var plant in plants)
            {
                var isFound = methods.Contains(plant.Name);
                found += isFound ? 1 : 0;
                var place = plant.Call.GetLineSpan();
                Console.WriteLine($"{(isFound ? "found " : "MISSED")} {plant.Outer.ToDisplayString()} -> {plant.Inner.ToDisplayString()} at {Path.GetRelativePath(selection.Folder, place.Path)}({place.StartLinePosition.Line + 1}), back through {plant.Back.ToDisplayString()}");
            }

            planted += plants.Count;
            analysis.PrintThrown();
        }

        Console.WriteLine($"{planted} inversions planted, {found} found");
        return 0;
    }

    private static CSharpCompilation Grow(CSharpCompilation compilation, List<Plant> plants)
    {
        foreach (var tree in plants.GroupBy(p => p.Inner.ContainingType.DeclaringSyntaxReferences[0].SyntaxTree))
        {
            var changes = tree.GroupBy(p => ((ClassDeclarationSyntax)p.Inner.ContainingType.DeclaringSyntaxReferences[0].GetSyntax()).CloseBraceToken.SpanStart)
                .OrderBy(g => g.Key).Select(g => new TextChange(new TextSpan(g.Key, 0), string.Concat(g.Select(p => p.Text))));
            compilation = compilation.With(tree.Key, tree.Key.GetText().WithChanges(changes));
        }

        return compilation;
    }

    /// <summary>The planted methods whose call means something: a name may be hidden or ambiguous where it was put.</summary>
    private static HashSet<string> BoundIn(CSharpCompilation compilation) =>
    [
        .. from tree in compilation.SyntaxTrees
           where tree.ToString().Contains(Prefix, StringComparison.Ordinal)
           from method in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
           where method.Identifier.Text.StartsWith(Prefix, StringComparison.Ordinal)
           let call = method.DescendantNodes().OfType<InvocationExpressionSyntax>().First()
           where compilation.GetSemanticModel(tree).GetSymbolInfo(call).Symbol is not null
           select method.Identifier.Text,
    ];

    /// <summary>The planted methods that any part of the report points into.</summary>
    private static IEnumerable<string> MethodsOf(Diagnostic diagnostic) =>
        from location in diagnostic.AdditionalLocations.Prepend(diagnostic.Location)
        let method = location.SourceTree?.GetRoot().FindNode(location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>()
        where method is not null && method.Identifier.Text.StartsWith(Prefix, StringComparison.Ordinal)
        select method.Identifier.Text;

    private sealed record Plant(string Name, IFieldSymbol Outer, IFieldSymbol Inner, Location Call, IMethodSymbol Back)
    {
        public string Text =>
            $"""

            internal void {Name}({Full(Outer.ContainingType)} other)
            {"{"}
                lock (this.{Inner.Name})
                    other.{Back.Name}({string.Join(", ", Back.Parameters.Select(p => $"default({Full(p.Type)})"))});
            {"}"}

            """;

        private static string Full(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
    }
}
