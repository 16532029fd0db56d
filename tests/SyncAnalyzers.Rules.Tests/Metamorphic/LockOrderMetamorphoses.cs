using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Rules.Tests.Metamorphic;

/// <summary>What makes an inversion of a clean program, what unmakes it, and what does not matter.</summary>
public sealed class LockOrderMetamorphoses
{
    private const int Places = 2;

    private static readonly Rendering s_swapped = new() { Nested = (how, place, nest) => Plain(how, place == 0 ? nest.Swapped : nest) };

    public static TheoryData<string> Programs => [.. CleanPrograms.All.Keys];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task One_order_is_silent(string program) => Assert.Empty(await Report(new Rendering().Render(CleanPrograms.All[program]).Sources));

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Swapping_two_locks_in_one_place_is_one_cycle_seen_from_both_sides(string program)
    {
        for (var swapped = 0; swapped < Places; swapped++)
        {
            var which = swapped;
            await IsSeenFromBothSides(program, s_swapped with { Nested = (how, place, nest) => Plain(how, place == which ? nest.Swapped : nest) });
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_gate_around_both_places_takes_it_away(string program)
    {
        var gated = s_swapped with { Nested = (how, place, nest) => how.Locked("Gates.All", s_swapped.Nested(how, place, nest)) };
        Assert.Empty(await Report([.. gated.Render(CleanPrograms.All[program]).Sources, "static class Gates { internal static readonly object All = new(); }"]));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_gate_around_one_place_does_not(string program)
    {
        var gated = s_swapped with { Nested = (how, place, nest) => place == 0 ? how.Locked("Gates.All", Plain(how, nest.Swapped)) : Plain(how, nest) };
        Assert.Equal(Places, (await Report([.. gated.Render(CleanPrograms.All[program]).Sources, "static class Gates { internal static readonly object All = new(); }"])).Count);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_timeout_in_one_place_takes_it_away(string program)
    {
        var timed = s_swapped with
        {
            Nested = (how, place, nest) => place == 0
                ? how.Locked(nest.Inner, $"if (Monitor.TryEnter({nest.Outer}, 10)) {{ try {{ {nest.Body} }} finally {{ Monitor.Exit({nest.Outer}); }} }}")
                : Plain(how, nest),
        };
        Assert.Empty(await Report(timed.Render(CleanPrograms.All[program]).Sources));
    }

    public static MatrixTheoryData<string, int> Levels => new(CleanPrograms.All.Keys, [1, 2, 3, 4, 5]);

    [Theory]
    [MemberData(nameof(Levels))]
    public Task The_inner_lock_can_be_taken_in_a_method_some_calls_away(string program, int levels) => IsSeenFromBothSides(program, s_swapped with
    {
        Nested = (how, place, nest) => place == 0 ? how.Locked(nest.Inner, "Step1();") : Plain(how, nest),
        Members = (how, place, nest, modifiers) => place == 0 ? Steps(modifiers, levels, how.Locked(nest.Outer, "")) : "",
    });

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task So_can_both(string program, int levels)
    {
        var extracted = s_swapped with
        {
            Nested = (how, place, nest) => place == 0 ? "Step1();" : Plain(how, nest),
            Members = (how, place, nest, modifiers) => place == 0 ? Steps(modifiers, levels, Plain(how, nest.Swapped with { Body = "" })) : "",
        };
        Assert.Equal(Places, (await Report(extracted.Render(CleanPrograms.All[program]).Sources)).Count);
    }

    public static TheoryData<string, string, string, string, string> Spellings => new(
        from program in CleanPrograms.All.Keys
        from way in new[]
        {
            ("object", "new()", "Monitor.Enter({0})", "Monitor.Exit({0})"),
            ("Lock", "new()", "{0}.Enter()", "{0}.Exit()"),
            ("SemaphoreSlim", "new(1, 1)", "{0}.Wait()", "{0}.Release()"),
            ("Mutex", "new()", "{0}.WaitOne()", "{0}.ReleaseMutex()"),
            ("ReaderWriterLockSlim", "new()", "{0}.EnterWriteLock()", "{0}.ExitWriteLock()"),
        }
        select (program, way.Item1, way.Item2, way.Item3, way.Item4));

    [Theory]
    [MemberData(nameof(Spellings))]
    public Task Every_kind_of_lock_is_a_lock(string program, string type, string value, string enter, string exit) => IsSeenFromBothSides(program, s_swapped with
    {
        LockType = type,
        LockValue = value,
        Locked = (name, body) => $"{string.Format(null, enter, name)}; try {{ {body} }} finally {{ {string.Format(null, exit, name)}; }}",
    });

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Names_do_not_matter(string program)
    {
        var (sources, places) = s_swapped.Render(CleanPrograms.All[program]);
        Assert.Equal(places.Select(p => $"Test{p.File}.cs({p.Line})").Order(StringComparer.Ordinal), Where(await Report(Rename(sources))));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_order_of_files_does_not_matter_nor_does_chance(string program)
    {
        var sources = s_swapped.Render(CleanPrograms.All[program]).Sources.Select((text, i) => ($"Test{i}.cs", text)).ToList();
        var said = await Report(sources);
        Assert.NotEmpty(said);
        for (var round = 0; round < 3; round++)
        {
            sources.Reverse();
            Assert.Equal(said.Select(Text), (await Report(sources)).Select(Text));
        }
    }

    private static string Plain(Rendering how, Nest nest) => how.Locked(nest.Outer, how.Locked(nest.Inner, nest.Body));

    private static string Steps(string modifiers, int levels, string last) => string.Join(' ', Enumerable.Range(1, levels)
        .Select(level => $"{modifiers} void Step{level}() {{ {(level < levels ? $"Step{level + 1}();" : last)} }}"));

    private static async Task IsSeenFromBothSides(string program, Rendering how)
    {
        var (sources, places) = how.Render(CleanPrograms.All[program]);
        Assert.Equal(places.Select(p => $"Test{p.File}.cs({p.Line})").Order(StringComparer.Ordinal), Where(await Report(sources)));
    }

    private static IEnumerable<string> Where(IEnumerable<Diagnostic> reported) => reported
        .Select(d => d.Location.GetLineSpan()).Select(s => $"{Path.GetFileName(s.Path)}({s.StartLinePosition.Line})").Order(StringComparer.Ordinal);

    private static string Text(Diagnostic reported) => reported + string.Concat(reported.AdditionalLocations);

    private static Task<IReadOnlyList<Diagnostic>> Report(IReadOnlyList<string> sources) => Report([.. sources.Select((text, i) => ($"Test{i}.cs", text))]);

    /// <summary>All reports about deadlocks. Only inversions are possible here, and the analysis always runs on several threads.</summary>
    private static async Task<IReadOnlyList<Diagnostic>> Report(List<(string Name, string Text)> documents)
    {
        var project = TestProject.Create();
        foreach (var (name, text) in documents)
            project = project.AddDocument(name, text, filePath: "/Test/" + name).Project;

        var reported = await TestProject.Analyze(project, [.. Repository.Rules.Where(r => r.Id.StartsWith("SYNC100", StringComparison.Ordinal)).Select(r => Repository.AnalyzerOf(r.Id)).Distinct()]);
        var warnings = reported.Where(d => d.Severity == DiagnosticSeverity.Warning).OrderBy(d => d.ToString(), StringComparer.Ordinal).ToList();
        Assert.All(warnings, d => Assert.Equal("SYNC1001", d.Id));
        return warnings;
    }

    /// <summary>Every name the program declares becomes another.</summary>
    private static IReadOnlyList<string> Rename(IReadOnlyList<string> sources)
    {
        var roots = sources.Select(source => CSharpSyntaxTree.ParseText(source).GetRoot()).ToList();
        var declared = roots.SelectMany(root => root.DescendantTokens()).Where(IsDeclared).Select(token => token.ValueText).Distinct(StringComparer.Ordinal).ToList();
        return [.. roots.Select(root => root.ReplaceTokens(
            root.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken) && declared.Contains(token.ValueText)),
            (token, _) => SyntaxFactory.Identifier(token.LeadingTrivia, "q" + declared.IndexOf(token.ValueText), token.TrailingTrivia)).ToFullString())];
    }

    private static bool IsDeclared(SyntaxToken token) => token.IsKind(SyntaxKind.IdentifierToken) && token.Parent
        is BaseTypeDeclarationSyntax or MethodDeclarationSyntax or VariableDeclaratorSyntax or ParameterSyntax or PropertyDeclarationSyntax or LocalFunctionStatementSyntax or ForEachStatementSyntax or TypeParameterSyntax;
}
