using Microsoft.CodeAnalysis.CSharp;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

/// <summary>After an edit inside a member most facts are taken over from the compilation before. The reports must not show it.</summary>
public sealed class EditingTests
{
    private const string Account =
        """
        class Account
        {
            private readonly object _a = new(), _b = new();
            private readonly Gate _gate = new();

            void M() { _gate.Begin(); try { lock (_b) { } } finally { _gate.End(); } }
            void N() { lock (_b) { _gate.Begin(); _gate.End(); } }
            void O() { lock (_a) { lock (_b) { } } }
            void P() { /* P */ }
        }
        """;

    private const string Gate =
        """
        class Gate
        {
            private readonly object _sync = new();

            public void Begin() { Monitor.Enter(_sync); }
            public void End() { Monitor.Exit(_sync); }
        }
        """;

    public static TheoryData<string, string, string> Edits => new()
    {
        { "/* P */", "/* nothing */", "Account" },
        { "/* P */", "lock (_b) { lock (_a) { } }", "Account" },
        { "lock (_a) { lock (_b) { } }", "lock (_b) { lock (_a) { } }", "Account" },
        { "Monitor.Enter(_sync);", "", "Gate" },
        { "Monitor.Enter(_sync);", "lock (_sync) { }", "Gate" },
        { "Monitor.Enter(_sync);", "Monitor.TryEnter(_sync, 10);", "Gate" },
        { "private readonly object _sync", "private readonly Mutex _sync", "Gate" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task An_edited_compilation_reports_what_a_fresh_one_does(string old, string edited, string file)
    {
        var before = await Compile("Edited", Account, Gate);
        await Analyze(before);

        var (account, gate) = (file == "Account" ? Account.Replace(old, edited, StringComparison.Ordinal) : Account, file == "Gate" ? Gate.Replace(old, edited, StringComparison.Ordinal) : Gate);
        var tree = before.SyntaxTrees.Single(t => t.ToString() == (file == "Account" ? Account : Gate));
        var after = before.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(file == "Account" ? account : gate, (CSharpParseOptions)tree.Options, tree.FilePath, cancellationToken: TestContext.Current.CancellationToken));

        var fresh = await Compile("Fresh", account, gate);
        Assert.Equal(await Analyze(fresh), await Analyze(after));
        Assert.Equal(await Analyze(await Compile("Fresh2", Account, Gate)), await Analyze(before));
    }

    private static async Task<Compilation> Compile(string name, string account, string gate) =>
        (await TestProject.Create(Scenario.FromSources([account, gate]) with { Name = name }).GetCompilationAsync(TestContext.Current.CancellationToken))!;

    private static async Task<IEnumerable<string>> Analyze(Compilation compilation)
    {
        var reports = await compilation.WithAnalyzers([.. Repository.Analyzers]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return reports.Select(report => $"{Path.GetFileName(report.Location.SourceTree!.FilePath)} {report.Location.SourceSpan} {report.Id} {report.GetMessage(null)}").Order(StringComparer.Ordinal);
    }
}
