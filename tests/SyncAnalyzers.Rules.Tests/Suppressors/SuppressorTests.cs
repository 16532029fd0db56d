using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Rules.Suppressors;

namespace SyncAnalyzers.Rules.Tests.Suppressors;

public sealed class SuppressorTests
{
    [Theory]
    [InlineData("_ = Volatile.Read(ref _v);", true)]
    [InlineData("Volatile.Write(ref _v, 1);", true)]
    [InlineData("Interlocked.Increment(ref _v);", true)]
    [InlineData("Take(ref _v);", false)]
    public async Task A_volatile_field_by_reference(string body, bool isSuppressed)
    {
        var source = $$"""class C { volatile int _v; static void Take(ref int x) => x = 1; void M() { {{body}} } }""";
        var warnings = (await Run(source, new VolatileReferenceSuppressor())).Where(d => d.Id == "CS0420").ToList();

        // The compiler itself says nothing about Interlocked.
        Assert.All(warnings, warning => Assert.Equal(isSuppressed, warning.IsSuppressed));
        Assert.True(warnings.Count > 0 || body.Contains("Interlocked", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("while (!_ready) { }", true)]
    [InlineData("if (_x == null) return; lock (this) { if (_x == null) _x = \"\"; }", null)]
    [InlineData("if (_n > 1) _n = 2;", false)]
    public async Task A_test_that_is_said_to_be_always_true(string body, bool? isSuppressed)
    {
        var source = $$"""class C { volatile bool _ready; string? _x; int _n; void M() { {{body}} } }""";
        var said = (await Run(source, new SpinConditionSuppressor(), new AlwaysTrueAnalyzer())).Where(d => d.Id == "CA1508").OrderBy(d => d.Location.SourceSpan.Start).ToList();

        // Of a double check the first test is an ordinary one, the second is not.
        Assert.Equal(isSuppressed is { } all ? [all] : [false, true], said.Select(d => d.IsSuppressed));
    }

    private static async Task<ImmutableArray<Diagnostic>> Run(string source, params ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var compilation = (await TestProject.Create(source).GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        return await compilation.WithAnalyzers(analyzers, options).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Stands in for the analyzers whose findings are suppressed: says it of every test there is.</summary>
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class AlwaysTrueAnalyzer : DiagnosticAnalyzer
    {
#pragma warning disable RS2008, RS0030, RS1029, RS1032
        private static readonly DiagnosticDescriptor s_rule = new("CA1508", "Always true", "Always true", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true);
#pragma warning restore RS2008, RS0030, RS1029, RS1032

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [s_rule];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSyntaxNodeAction(
                node => node.ReportDiagnostic(Diagnostic.Create(s_rule, (node.Node is IfStatementSyntax test ? test.Condition : ((WhileStatementSyntax)node.Node).Condition).GetLocation())),
                SyntaxKind.IfStatement,
                SyntaxKind.WhileStatement);
        }
    }
}
