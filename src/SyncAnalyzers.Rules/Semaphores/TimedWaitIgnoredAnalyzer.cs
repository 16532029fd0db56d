using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4003: the answer of a timed wait is thrown away, so the section runs without a permit too.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TimedWaitIgnoredAnalyzer() : SemaphoreAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4003",
        "Result of a timed wait ignored",
        "Nobody looks whether this wait for '{0}' succeeded: {1}",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Warning,
        "A wait with a timeout returns false when the time is up, without a permit. Code that goes on all the same runs unprotected, and its release adds a permit that was never taken.");

    protected override void AnalyzeSemaphore(PermitContext context)
    {
        foreach (var wait in context.Acquires)
        {
            if (wait.Effect.IsLease)
            {
                if (Ignored(context, wait) is { } ignored)
                    context.Report(Rule, wait.Syntax, ignored.Others.Select(other => other.Syntax.GetLocation()), context.Name, "when the time is up, what follows runs without a permit");

                continue;
            }

            if (wait is not { Effect: { Success: Success.Result, Sync.Bound: var bound }, Syntax: ExpressionSyntax call } || !WaitTask.IsDropped(WaitTask.WholeOf(call)))
                continue;

            // Without a release behind it, a zero wait drains what is there: whether it got anything does not matter.
            if (bound == WaitBound.Zero && !context.Releases.Any())
                continue;

            if (context.Profile.Role is SemaphoreRole.Mutex or SemaphoreRole.Throttle or SemaphoreRole.Pool)
                context.Report(Rule, wait.Syntax, context.Releases.Select(r => r.Syntax.GetLocation()), context.Name, Consequence(context));
        }
    }

    /// <summary>What a try gives as a lease is found out for all locks in the same way.</summary>
    private static Imbalance? Ignored(PermitContext context, PermitEvent wait) => context.Model.Balance.Of(context.Body, context.Analysis.CancellationToken)
        .FirstOrDefault(imbalance => imbalance.Kind == ImbalanceKind.PermitResultIgnored && imbalance.At.Syntax == wait.Syntax);

    private static string Consequence(PermitContext context) => context.Releases.FirstOrDefault() is { } release
        ? $"when the time is up, what follows runs without a permit and line {SyntaxScope.LineOf(release.Syntax)} gives one back"
        : "when the time is up, what follows runs without a permit";
}
