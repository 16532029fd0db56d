using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Benchmarks.Analyzers;
using SyncAnalyzers.Benchmarks.Sources;

namespace SyncAnalyzers.Benchmarks.Plant;

/// <summary>Unbalances explicit acquisitions in real code and counts how many are reported, in their method or where that is called.</summary>
internal static class BalancePlantRun
{
    private const int PerFile = 3;
    private const string Missed = "MISSED";

    private static readonly string[] s_rules = ["SYNC2001", "SYNC2002", "SYNC2003", "SYNC2004", "SYNC2008"];

    public static async Task<int> Run(Selection selection, int count, int first, CancellationToken cancellation)
    {
        var (next, left) = (first, count);
        var results = new List<(string Fault, string Result)>();
        foreach (var compilation in Compilations.Create(selection.Load(), selection.Concurrent).TakeWhile(_ => left > 0))
        {
            var byFile = compilation.SyntaxTrees.Select(tree => BalanceSites.In(tree, () => next++).Take(PerFile).ToList()).ToList();
            var before = Texts(await Analyze(compilation, selection, cancellation));

            // One of a file at a time: two faults of one lock can hide each other.
            for (var round = 0; round < PerFile; round++)
            {
                List<BalancePlant> plants = [.. byFile.Where(plants => plants.Count > round).Select(plants => plants[round]).Take(left)];
                left -= plants.Count;
                var reports = await New(plants);
                foreach (var plant in plants)
                {
                    // A fault of another file can release what this one leaves locked: what is missed has a second chance, alone.
                    var result = Result(plant, reports) is var found and not Missed ? found : Result(plant, await New([plant]));
                    results.Add((plant.Fault, result));
                    Console.WriteLine($"{result,-12} {plant.Fault} in {Path.GetRelativePath(selection.Folder, plant.Method.SyntaxTree.FilePath)}: {plant.Method.Identifier}");
                }

                foreach (var stray in reports.Where(report => plants.TrueForAll(plant => !IsOf(report, plant) && !IsAtCallOf(report, plant))))
                    Console.WriteLine($"ELSEWHERE    {stray}");
            }

            async Task<List<Diagnostic>> New(List<BalancePlant> plants)
            {
                var changed = plants.Aggregate(compilation, (grown, plant) => grown.With(plant.Method.SyntaxTree, plant.Method.SyntaxTree.GetText().WithChanges(plant.Changes)));
                return [.. (await Analyze(changed, selection, cancellation)).Where(report => !before.Contains(Text(report)))];
            }
        }

        foreach (var fault in results.GroupBy(result => result.Fault))
            Console.WriteLine($"{fault.Key,-34} {fault.Count()} planted: {string.Join(", ", fault.CountBy(result => result.Result).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key}"))}");

        Console.WriteLine($"{results.Count} faults planted, {results.Count(result => result.Result != Missed)} found");
        return 0;
    }

    private static string Result(BalancePlant plant, List<Diagnostic> reports) =>
        reports.Exists(report => IsOf(report, plant)) ? "in place" : reports.Exists(report => IsAtCallOf(report, plant)) ? "at a call" : Missed;

    private static bool IsOf(Diagnostic report, BalancePlant plant) =>
        report.Location.SourceTree?.FilePath == plant.Method.SyntaxTree.FilePath
        && NodeOf(report).FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
        && method.Identifier.ValueText == plant.Method.Identifier.ValueText && method.ParameterList.IsEquivalentTo(plant.Method.ParameterList);

    private static bool IsAtCallOf(Diagnostic report, BalancePlant plant) => NodeOf(report).DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(call =>
        call.Expression is SimpleNameSyntax { Identifier.ValueText: var own } && own == plant.Method.Identifier.ValueText
        || call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var other } && other == plant.Method.Identifier.ValueText);

    private static SyntaxNode NodeOf(Diagnostic report) => report.Location.SourceTree!.GetRoot().FindNode(report.Location.SourceSpan);

    private static async Task<IReadOnlyList<Diagnostic>> Analyze(CSharpCompilation compilation, Selection selection, CancellationToken cancellation)
    {
        var analysis = new Analysis(AnalyzerSet.Ours(s_rules), selection.Concurrent);
        var reports = await analysis.Prepare(compilation).GetAnalyzerDiagnosticsAsync(cancellation);
        analysis.PrintThrown();
        return reports;
    }

    private static HashSet<string> Texts(IEnumerable<Diagnostic> reports) => [.. reports.Select(Text)];

    // Without the line, which moves with the faults above it.
    private static string Text(Diagnostic report) => $"{report.Id} {report.Location.SourceTree?.FilePath} {report.GetMessage(null)} {report.Location.SourceTree?.GetText().GetSubText(report.Location.SourceSpan)}";
}
