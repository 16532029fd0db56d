using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Tests.Harness;

/// <summary>A rule for the harness to be tried with: <c>lock (x) { }</c> is reported at <c>x</c>, and the braces are where to look next.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public class EmptyLockAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_rule = RuleCatalog.Create(
        "SYNC9001", "Empty lock", "Nothing is done under '{0}'", RuleFamily.Deadlock, DiagnosticSeverity.Warning, "For tests.", isEnabledByDefault: false);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.RegisterSemanticModelAction(c => Report(c.SemanticModel.SyntaxTree, c.Options, c.ReportDiagnostic));
    }

    protected static void Report(SyntaxTree tree, AnalyzerOptions options, Action<Diagnostic> report)
    {
        if (options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue("sync_analyzers.silent", out _) || options.AdditionalFiles.Any(f => f.Path.EndsWith("Silent.txt", StringComparison.Ordinal)))
            return;

        foreach (var statement in tree.GetRoot().DescendantNodes().OfType<LockStatementSyntax>())
        {
            if (statement.Expression.ToString() == "crash")
                throw new InvalidOperationException("The analyzer crashed.");
            if (statement.Statement is BlockSyntax { Statements.Count: 0 } block)
                report(Diagnostic.Create(s_rule, statement.Expression.GetLocation(), [block.GetLocation()], statement.Expression));
        }
    }
}

/// <summary>The same, but at the end of the compilation: no editor would show it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LateEmptyLockAnalyzer : EmptyLockAnalyzer
{
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.RegisterCompilationAction(c =>
        {
            foreach (var tree in c.Compilation.SyntaxTrees)
                Report(tree, c.Options, c.ReportDiagnostic);
        });
    }
}
