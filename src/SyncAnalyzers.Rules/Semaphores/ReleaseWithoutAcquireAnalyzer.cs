using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4002: a release is reached that has no permit to give back.</summary>
/// <remarks>
/// The flow knows how many permits each way to the release holds. Holding none is reported where the function takes the permit
/// itself: the wait failed and a handler or finally runs anyway, or the permit was given back before.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReleaseWithoutAcquireAnalyzer() : SemaphoreAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4002",
        "Semaphore released without having been acquired",
        "'{0}' is released here although {1}; {2}",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Warning,
        "A release that has no permit to give back adds one: from then on more callers get in than there should be, or SemaphoreFullException is thrown. Most often a wait inside the try was cancelled, and the finally releases all the same.");

    protected override void AnalyzeSemaphore(PermitContext context)
    {
        foreach (var release in context.Releases)
        {
            if (!context.Acquires.Any() || IsUncounted(context, release) || Explain(context, release) is not var (cause, location))
                continue;

            var profile = context.Profile;
            if (profile.Role is not (SemaphoreRole.Signal or SemaphoreRole.BoundedBuffer) && !Baton.IsReceived(context.Model, context.Body, context.Trace, release))
                context.Report(Rule, release.Syntax, [location], context.Name, cause, Consequence(profile));
        }
    }

    /// <summary>How many permits are held cannot be said: they are counted by loops, or by tasks that complete some time.</summary>
    private static bool IsUncounted(PermitContext context, PermitEvent release)
    {
        var loops = SyntaxScope.LoopsAround(release.Syntax).ToList();
        return release.Change is null
            || PermitCounts.Mismatch(context.Trace, context.Number, context.Body.Model) is not null
            || context.Acquires.Any(acquire => acquire.Syntax is ExpressionSyntax call && WaitTask.IsWatched(call))
            || context.Acquires.Any(acquire => acquire.Depths.Any(depth => depth > 0) && SyntaxScope.LoopsAround(acquire.Syntax).Except(loops).Any())
            || loops.Exists(loop => context.Acquires.All(acquire => !loop.Span.Contains(acquire.Syntax.Span)) && !context.Releases.Any(r => r != release && r.Depths.Any(d => d > 0)));
    }

    private static (string Cause, Location Location)? Explain(PermitContext context, PermitEvent release)
    {
        var empty = release.Before.Scenarios
            .Where(scenario => scenario.Held[context.Number, LockMode.Permit] is { IsUnknown: false, Depth: <= 0 } && !ReleaseGuards.MayExcuse(context.Trace, release, scenario))
            .ToList();
        if (empty.Count == 0)
            return null;

        return FailedInTry(context, release) ?? ReleasedBefore(context, release) ?? FailedWithResult(context, release, empty) ?? Skipped(context, release);
    }

    private static (string, Location)? FailedInTry(PermitContext context, PermitEvent release)
    {
        foreach (var acquire in context.Acquires.Where(a => a.Depths.Any(depth => depth >= 0)))
        {
            if (SyntaxScope.TryBetween(acquire.Syntax, release.Syntax) is not { } @try || (Handler(release, @try) is { } handler && !SeesCancellation(context, handler, @try)))
                continue;

            var line = SyntaxScope.LineOf(acquire.Syntax);
            var location = acquire.Syntax.GetLocation();
            if (acquire.Effect.CanFail)
                return ($"the wait on line {line} may have {(acquire.Effect.Sync is { IsCancellable: true } ? "been cancelled" : "failed")} and taken no permit", location);

            if (IsAfterAnother(acquire, @try) && release.Depths.Any(depth => depth <= 0) && !IsIgnored(acquire) && (acquire.Effect.Success != Success.Result || IsHandled(acquire, release)))
                return ($"an exception before the wait on line {line} leads here without a permit", location);

            if (acquire.Effect.Success == Success.Result && !IsIgnored(acquire))
                return ($"the wait on line {line} may have timed out and taken no permit", location);
        }

        return null;
    }

    private static (string, Location)? ReleasedBefore(PermitContext context, PermitEvent release)
    {
        var reach = new BlockReach(context.Trace.Function.Scope.Graph);
        var acquires = context.Acquires.Select(a => a.Syntax).ToList();
        foreach (var earlier in context.Releases)
        {
            if (earlier != release && earlier.Depths.Any(depth => depth > 0) && reach.CanReach(earlier.Syntax, release.Syntax, acquires))
                return ($"line {SyntaxScope.LineOf(earlier.Syntax)} may have given the permit back already", earlier.Syntax.GetLocation());
        }

        return null;
    }

    private static (string, Location)? FailedWithResult(PermitContext context, PermitEvent release, List<Scenario> empty)
    {
        var failed = context.Acquires.FirstOrDefault(a => a.Effect.Success == Success.Result && a.Syntax.SpanStart < release.Syntax.SpanStart && a.Depths.Any(depth => depth >= 0) && !IsIgnored(a)
            && empty.Any(scenario => scenario.Conditions[a.Effect.ResultKey] != true));
        if (failed is null || !new BlockReach(context.Trace.Function.Scope.Graph).CanReach(failed.Syntax, release.Syntax, []))
            return null;

        var line = SyntaxScope.LineOf(failed.Syntax);
        return (IsHandled(failed, release) ? $"an exception before the wait on line {line} leads here without a permit" : $"the wait on line {line} may have timed out and taken no permit", failed.Syntax.GetLocation());
    }

    /// <summary>Some way to the release goes round the wait. Others hold a permit there, so the release is meant for them.</summary>
    /// <remarks>Where a turn of a loop gave back too many, the next one is short too: that goes round no wait, and is told where it happens.</remarks>
    private static (string, Location)? Skipped(PermitContext context, PermitEvent release)
    {
        var acquire = context.Acquires.FirstOrDefault(a => a.Effect.Success != Success.Result && a.Syntax.SpanStart < release.Syntax.SpanStart && SyntaxScope.TryBetween(a.Syntax, release.Syntax) is null);
        return acquire is not null && release.Depths.Any(depth => depth > 0) && release.IsKnown && new BlockReach(context.Trace.Function.Scope.Graph).CanReachRound([.. context.Acquires.Select(a => a.Syntax)], release.Syntax)
            ? ($"some way to it goes round the wait on line {SyntaxScope.LineOf(acquire.Syntax)}", acquire.Syntax.GetLocation())
            : null;
    }

    /// <summary>Only an exception leads from the block to the release. A wait that timed out threw none: it was one from before the wait, if anything stands there.</summary>
    private static bool IsHandled(PermitEvent acquire, PermitEvent release) =>
        SyntaxScope.TryBetween(acquire.Syntax, release.Syntax) is { } @try && Handler(release, @try) is not null && IsAfterAnother(acquire, @try);

    /// <summary>The wait is not the first thing that the block does.</summary>
    private static bool IsAfterAnother(PermitEvent acquire, TryStatementSyntax @try) =>
        @try.Block.Statements.FirstOrDefault() is { } first && first.Span.End <= acquire.Syntax.SpanStart;

    private static bool IsIgnored(PermitEvent acquire) =>
        acquire.Effect.Success == Success.Result && acquire.Syntax is ExpressionSyntax call && WaitTask.IsDropped(WaitTask.WholeOf(call));

    private static CatchClauseSyntax? Handler(PermitEvent release, TryStatementSyntax @try) =>
        @try.Catches.FirstOrDefault(handler => handler.Span.Contains(release.Syntax.Span));

    /// <summary>A cancelled wait gets into this handler: it catches everything or just that, and no handler before it does.</summary>
    private static bool SeesCancellation(PermitContext context, CatchClauseSyntax handler, TryStatementSyntax @try) =>
        CatchesCancellation(context, handler) && !@try.Catches.TakeWhile(earlier => earlier != handler).Any(earlier => CatchesCancellation(context, earlier));

    private static bool CatchesCancellation(PermitContext context, CatchClauseSyntax handler) =>
        handler.Declaration is null
        || context.Body.Model.GetTypeInfo(handler.Declaration.Type).Type is { Name: "Exception" or "SystemException" or "OperationCanceledException", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private static string Consequence(SemaphoreProfile profile) => profile.Creations.Length > 0 && profile.Creations.All(c => c.HasMaximum && c.Maximum == c.Initial)
        ? "SemaphoreFullException is thrown when it is full, and otherwise one caller too many gets in"
        : "one caller too many gets in from then on";
}
