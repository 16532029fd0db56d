using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4007: counts that the constructor rejects, or that leave every waiter waiting.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ImpossibleCountAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4007",
        "Impossible semaphore counts",
        "{0}",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Warning,
        "The constructor throws when the initial count is negative or above the maximum, or the maximum is below 1. A semaphore that starts at 0 and is never released lets nobody through.");

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        foreach (var (body, creation) in model.Semaphores.CreationsIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            if (Rejected(creation) is { } reason)
                Report(reason + ": the constructor throws", []);
            else if (creation is { Initial: 0, IsNamed: false } && model.Semaphores.ProfileOf(body, creation, context.CancellationToken) is { IsNeverReleased: true } profile && profile.Uses.FirstOrDefault(use => use.WaitsForEver) is { } waiter)
                Report($"This semaphore starts at 0 and nothing ever releases it: '{waiter.Body.Symbol?.Name}' waits for ever", waiter.Body.Symbol?.Locations.Take(1) ?? []);

            void Report(string message, IEnumerable<Location> explanation) =>
                context.ReportDiagnostic(Diagnostic.Create(Rule, creation.Operation.Syntax.GetLocation(), explanation.Where(l => l.IsInSource), message));
        }
    }

    private static string? Rejected(SemaphoreCreation creation) => creation switch
    {
        { Initial: < 0 } => $"The initial count {creation.Initial} is negative",
        { HasMaximum: true, Maximum: <= 0 } => $"The maximum {creation.Maximum} leaves room for nobody",
        { HasMaximum: true, Initial: { } initial, Maximum: { } maximum } when initial > maximum => $"The initial count {initial} is above the maximum {maximum}",
        _ => null,
    };
}
