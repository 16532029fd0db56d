using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using SyncAnalyzers.CodeFixes;
using SyncAnalyzers.Engine;

namespace SyncAnalyzers.Rules.Tests.Robustness;

/// <summary>Alone, because the switch is the whole process's.</summary>
[CollectionDefinition(nameof(SafetyNetTests), DisableParallelization = true)]
public sealed class OneAtATime;

[Collection(nameof(SafetyNetTests))]
public sealed class SafetyNetTests : IDisposable
{
    private const string Bad = "class Bad;";
    private const string Good = "class Good;";

    // No rule of the product, so not from its catalogue.
#pragma warning disable RS0030
    private static readonly DiagnosticDescriptor s_rule = new("NERVOUS", "Nervous", "Nervous", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true);
#pragma warning restore RS0030

    public void Dispose() => AppContext.SetSwitch(SafetyNet.RethrowSwitch, true);

    [Fact]
    public void Tests_run_with_the_switch() => Assert.True(AppContext.TryGetSwitch(SafetyNet.RethrowSwitch, out var rethrow) && rethrow);

    [Fact]
    public async Task Where_the_engine_is_tested_an_exception_goes_on()
    {
        var (reports, thrown) = await Analyze(new NervousAnalyzer(() => new InvalidOperationException("bad")));

        Assert.Equal("bad", Assert.Single(thrown).Message);
        Assert.Equal(["NERVOUS"], reports);
    }

    [Fact]
    public async Task For_users_it_is_silence_in_that_file()
    {
        AppContext.SetSwitch(SafetyNet.RethrowSwitch, false);
        var (reports, thrown) = await Analyze(new NervousAnalyzer(() => new InvalidOperationException("bad")));

        Assert.Empty(thrown);
        Assert.Equal(["NERVOUS"], reports);
    }

    [Fact]
    public async Task A_cancelled_analysis_is_no_silence()
    {
        AppContext.SetSwitch(SafetyNet.RethrowSwitch, false);
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Analyze(new NervousAnalyzer(() =>
        {
            source.Cancel();
            return new OperationCanceledException(source.Token);
        }), source.Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fix_that_throws_is_not_offered_to_users(bool rethrow)
    {
        AppContext.SetSwitch(SafetyNet.RethrowSwitch, rethrow);
        var offering = Offers(new NervousFix());

        if (rethrow)
            await Assert.ThrowsAsync<InvalidOperationException>(() => offering);
        else
            Assert.Equal(["The finished one"], await offering);
    }

    private static async Task<List<string>> Offers(CodeFixProvider fix)
    {
        var document = TestProject.Create(Good).Documents.First();
        var root = (await document.GetSyntaxRootAsync(TestContext.Current.CancellationToken))!;
        List<string> titles = [];
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, Diagnostic.Create(s_rule, root.GetLocation()), (action, _) => titles.Add(action.Title), TestContext.Current.CancellationToken));
        return titles;
    }

    private static async Task<(IEnumerable<string> Reports, List<Exception> Thrown)> Analyze(NervousAnalyzer analyzer, CancellationToken cancellation = default)
    {
        List<Exception> thrown = [];
        var compilation = (await TestProject.Create(Bad, Good).GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var settings = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), (exception, _, _) => { lock (thrown) thrown.Add(exception); }, concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        var reports = await compilation.WithAnalyzers([analyzer], settings).GetAnalyzerDiagnosticsAsync(cancellation);
        return (reports.Where(report => report.Id == "NERVOUS").Select(report => report.Id), thrown);
    }

    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class NervousAnalyzer(Func<Exception> fault) : SyncAnalyzer(s_rule)
    {
        protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
        {
            var text = context.SemanticModel.SyntaxTree.ToString();
            if (text == Bad)
                throw fault();

            if (text == Good)
                context.ReportDiagnostic(Diagnostic.Create(s_rule, context.SemanticModel.SyntaxTree.GetCompilationUnitRoot().GetLocation()));
        }
    }

    private sealed class NervousFix() : RewritingFix(s_rule.Id)
    {
        protected override IEnumerable<FixOffer> Offer(FixTarget target)
        {
            yield return ("The finished one", target.Root);
            throw new InvalidOperationException("bad");
        }
    }
}
