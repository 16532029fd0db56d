using SyncAnalyzers.Benchmarks.Analyzers;
using SyncAnalyzers.Benchmarks.Sources;

namespace SyncAnalyzers.Benchmarks.Plant;

/// <summary>
/// Plants mistakes of busy waiting and memory order into real code and counts how many are reported on the very line: in
/// existing waits and initialisations, and in hand-made locks that take the place of lock statements. The same hand-made locks
/// without the mistake must not be reported at all.
/// </summary>
internal static class SpinPlantRun
{
    private const int MaxPerMistake = 2;

    private static readonly string[] s_rules = [.. Enumerable.Range(3001, 9).Select(n => "SYNC" + n)];

    /// <param name="first">With which of the protocols to begin, so that several runs do not all plant the same.</param>
    public static async Task<int> Run(Selection selection, int count, int first, CancellationToken cancellation)
    {
        var (planted, found, alarms) = (0, 0, 0);
        var made = new Dictionary<string, int>();
        foreach (var compilation in Compilations.Create(selection.Load(), selection.Concurrent).TakeWhile(_ => planted < count))
        {
            var plants = Choose(compilation, count - planted, first + made.Count, made);
            if (plants.Count == 0)
                continue;

            var before = Places(await Analyze(compilation, selection, cancellation), selection);
            var wrong = await Analyze(Grow(compilation, plants, plant => plant.Wrong), selection, cancellation);
            foreach (var plant in plants)
            {
                var missing = Expected(plant).Where(line => !wrong.Any(d => plant.Rules.Contains(d.Id) && d.Location.SourceTree?.FilePath == plant.Tree.FilePath && d.Location.GetLineSpan().StartLinePosition.Line == line)).ToList();
                found += missing.Count == 0 ? 1 : 0;
                Console.WriteLine($"{(missing.Count == 0 ? "found " : "MISSED")} {plant.Rules[^1]} {plant.Mistake} in {Path.GetRelativePath(selection.Folder, plant.Tree.FilePath)}{(missing.Count == 0 ? "" : $"({string.Join(", ", missing.Select(line => line + 1))})")}");
            }

            var right = Grow(compilation, [.. plants.Where(plant => plant.Right is not null)], plant => plant.Right!);
            foreach (var alarm in (await Analyze(right, selection, cancellation)).Where(d => LineOf(d).Contains("planted", StringComparison.Ordinal) && !before.Contains(Place(d, selection))))
            {
                alarms++;
                Console.WriteLine($"FALSE  {Place(alarm, selection)}: {alarm.GetMessage(null)}");
            }

            planted += plants.Count;
        }

        Console.WriteLine($"{planted} mistakes planted, {found} found; {alarms} reports on the same without the mistake");
        return 0;
    }

    private static List<SpinPlant> Choose(CSharpCompilation compilation, int count, int next, Dictionary<string, int> made)
    {
        var files = new HashSet<string>();
        var plants = SpinSites.Existing(compilation).Where(IsWanted).Take(count).ToList();
        foreach (var site in SpinSites.Locks(compilation).TakeWhile(_ => plants.Count < count))
        {
            var protocols = SpinProtocol.All;
            var plant = Enumerable.Range(0, protocols.Count).Select(i => site(protocols[(next + i) % protocols.Count])).FirstOrDefault(p => p is not null && IsWanted(p));
            if (plant is null)
                continue;

            plants.Add(plant);
            next++;
        }

        return plants;

        bool IsWanted(SpinPlant plant)
        {
            if (made.GetValueOrDefault(plant.Mistake) >= MaxPerMistake || !files.Add(plant.Tree.FilePath))
                return false;

            made[plant.Mistake] = made.GetValueOrDefault(plant.Mistake) + 1;
            return true;
        }
    }

    private static CSharpCompilation Grow(CSharpCompilation compilation, IReadOnlyList<SpinPlant> plants, Func<SpinPlant, IEnumerable<TextChange>> changes) =>
        plants.Aggregate(compilation, (grown, plant) => grown.With(plant.Tree, plant.Tree.GetText().WithChanges(changes(plant))));

    /// <summary>The lines that have to be reported, in the changed file.</summary>
    private static IEnumerable<int> Expected(SpinPlant plant)
    {
        var text = plant.Tree.GetText().WithChanges(plant.Wrong);
        if (plant.Line is { } position)
            return [text.Lines.GetLineFromPosition(position).LineNumber];

        return text.Lines.Where(line => line.ToString().EndsWith("//!", StringComparison.Ordinal)).Select(line => line.LineNumber);
    }

    private static async Task<ImmutableArray<Diagnostic>> Analyze(CSharpCompilation compilation, Selection selection, CancellationToken cancellation)
    {
        var analysis = new Analysis(AnalyzerSet.Ours(s_rules), selection.Concurrent);
        var reports = await analysis.Build(compilation, cancellation);
        analysis.PrintThrown();
        return reports;
    }

    private static HashSet<string> Places(ImmutableArray<Diagnostic> reports, Selection selection) => [.. reports.Select(d => Place(d, selection))];

    private static string Place(Diagnostic diagnostic, Selection selection) =>
        $"{diagnostic.Id} {Path.GetRelativePath(selection.Folder, diagnostic.Location.GetLineSpan().Path)}({diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1})";

    private static string LineOf(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString() ?? "";
}
