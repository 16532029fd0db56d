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
            else if (creation is { Initial: 0, IsNamed: false } && model.Semaphores.ProfileOf(body, creation, context.CancellationToken) is { Escapes: false } profile && profile.Uses.FirstOrDefault(use => use.WaitsForEver) is { } waiter)
            {
                if (profile.IsNeverReleased)
                    Report($"This semaphore starts at 0 and nothing ever releases it: '{waiter.Body.Symbol?.Name}' waits for ever", waiter.Body.Symbol?.Locations.Take(1) ?? []);
                else if (IsOnlyGivenBack(model, profile))
                    Report($"This semaphore starts at 0, and whoever releases it has waited for it first: '{waiter.Body.Symbol?.Name}' waits for ever", waiter.Body.Symbol?.Locations.Take(1) ?? []);
            }

            void Report(string message, IEnumerable<Location> explanation) =>
                context.ReportDiagnostic(Diagnostic.Create(Rule, creation.Operation.Syntax.GetLocation(), explanation.Where(l => l.IsInSource), message));
        }
    }

    /// <summary>No permit is ever made: each release gives back one that was taken.</summary>
    private static bool IsOnlyGivenBack(SyncModel model, SemaphoreProfile profile) => profile.Creations.All(creation => creation.Initial == 0)
        && profile.Uses.Where(use => use.Releases).All(use => ReleasesIn(model, use, profile) is { Count: > 0 } releases && releases.TrueForAll(release => release.IsKnown && release.Depths.Any() && release.Depths.All(depth => depth > 0)));

    private static List<PermitEvent> ReleasesIn(SyncModel model, SemaphoreUse use, SemaphoreProfile profile) =>
    [
        .. from function in model.FlowsOf(use.Body)
           let trace = model.Semaphores.TraceOf(function)
           where trace is not null
           from release in trace.Events
           where !release.IsAcquire && ReferenceEquals(model.Semaphores.ProfileOf(use.Body, trace.Flow.Locks[release.Lock].Path), profile)
           select release,
    ];

    private static string? Rejected(SemaphoreCreation creation) => creation switch
    {
        { Initial: < 0 } => $"The initial count {creation.Initial} is negative",
        { HasMaximum: true, Maximum: <= 0 } => $"The maximum {creation.Maximum} leaves room for nobody",
        { HasMaximum: true, Initial: { } initial, Maximum: { } maximum } when initial > maximum => $"The initial count {initial} is above the maximum {maximum}",
        _ => null,
    };
}
