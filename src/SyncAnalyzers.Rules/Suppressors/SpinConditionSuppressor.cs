using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Fences;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Rules.Suppressors;

/// <summary>SYNCSP01: "always true" is wrong where another thread changes the variable between two looks.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SpinConditionSuppressor : DiagnosticSuppressor
{
    private const string Justification = "Another thread changes the variable: the test is a wait, a handshake, or the second check of a double-checked initialisation";

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } =
        [.. new[] { "CA1508", "S2583", "S2589" }.Select(id => new SuppressionDescriptor("SYNCSP01", id, Justification))];

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree && SafetyNet.Run(() => IsForAnotherThread(tree, diagnostic, context), false))
                context.ReportSuppression(Suppression.Create(SupportedSuppressions.First(s => s.SuppressedDiagnosticId == diagnostic.Id), diagnostic));
        }
    }

    private static bool IsForAnotherThread(SyntaxTree tree, Diagnostic diagnostic, SuppressionAnalysisContext context)
    {
        var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        return IsForAnotherThread(SpinLoop.ConditionAt(node), CodeModel.For(SyncModel.For(context.Compilation, context.Options)));
    }

    private static bool IsForAnotherThread(SyntaxNode condition, CodeModel code)
    {
        if (code.BodyOf(condition) is not { } body)
            return false;

        return code.LoopsIn(body).Any(loop => loop.IsWait && loop.Condition.Span.Contains(condition.Span))
            || IsSecondCheck(condition, body.Model)
            || Handshakes.For(code).PairsIn(body).Any(pair => pair.IsDeciding && condition.Span.Contains(pair.Load.Site.Syntax.Span));
    }

    /// <summary>Under a lock, asks what was asked before the lock was taken.</summary>
    private static bool IsSecondCheck(SyntaxNode condition, SemanticModel model)
    {
        if (condition.FirstAncestorOrSelf<LockStatementSyntax>() is not { } held)
            return false;

        var asked = FieldsIn(condition, model);
        return held.Ancestors().OfType<IfStatementSyntax>().Select(outer => outer.Condition)
            .Concat((held.Parent as BlockSyntax)?.Statements.TakeWhile(statement => statement != held).OfType<IfStatementSyntax>().Select(earlier => earlier.Condition) ?? [])
            .Any(first => FieldsIn(first, model).Overlaps(asked));
    }

    private static HashSet<ISymbol> FieldsIn(SyntaxNode condition, SemanticModel model) =>
        new(condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => model.GetSymbolInfo(name).Symbol).Where(symbol => symbol is IFieldSymbol or IPropertySymbol).Select(symbol => symbol!), SymbolEqualityComparer.Default);
}
