using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4010: a holder of a permit waits for another one of the same semaphore.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HoldAndWaitAnalyzer() : SemaphoreAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4010",
        "Several permits taken one by one",
        "A permit of '{0}' is held (line {1}) while another one is waited for: when several callers hold their first, none gets its second",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Warning,
        "Hold and wait: as many callers as there are permits each take one and wait for the next, for ever. Take all permits at once, or let only one caller at a time collect them.");

    protected override void AnalyzeSemaphore(PermitContext context)
    {
        ReportCalls(context);
        foreach (var wait in context.Acquires)
        {
            if (wait.Effect.Sync is { Bound: not WaitBound.Unlimited } || !wait.IsKnown || FirstHold(context, wait) is not { } first)
                continue;

            // With one permit the second wait never ends, whoever else there is: that is another rule's. A signal is nobody's permit.
            var profile = context.Profile;
            if (profile.Role != SemaphoreRole.Throttle || profile.Creations.IsEmpty || profile.Creations.Any(c => c.Initial == 1) || IsSerialized(context, wait) || !IsGivenBack(context, wait) || (first == wait && (IsDrain(context, wait) || PermitCounts.IsPaidOnce(context.Trace, wait))))
                return;

            var repeated = first == wait ? SyntaxScope.LoopsAround(wait.Syntax).First() : wait.Syntax;
            context.Analysis.ReportDiagnostic(Diagnostic.Create(
                Rule, HeadOf(repeated), [first.Syntax.GetLocation()], context.Name, SyntaxScope.LineOf(first.Syntax)));
            return;
        }
    }

    /// <summary>A method that is called while a permit is held, and waited for, takes another one for itself.</summary>
    private static void ReportCalls(PermitContext context)
    {
        if (context.Profile is not { Role: SemaphoreRole.Throttle, Creations: { IsEmpty: false } creations } || creations.Any(creation => creation.Initial == 1))
            return;

        var path = context.Trace.Flow.Locks[context.Number].Path;
        var facts = context.Model.Facts.LockFunctionsIn(context.Body.Declaration.SyntaxTree, context.Analysis.CancellationToken).FirstOrDefault(function => function.Id == context.Trace.Function.Id);
        if (facts is null)
            return;

        var reported = new List<TextSpan>();
        foreach (var call in facts.Calls.Where(call => !call.IsJoined))
            Report(call.At, HoldOf(path, call.Held), context.Model.Summaries.AcquiredThrough(facts, call, SummaryTable.MaxHops - 1, context.Analysis.CancellationToken));

        // Started before, or on another thread: it takes its permit whenever it likes, but here it is waited for.
        foreach (var join in facts.Joins.Where(join => join is { Target: not null, Bound: WaitBound.Unlimited, Others.IsEmpty: true } && !reported.Exists(join.At.Contains)))
        {
            var started = facts.Calls.LastOrDefault(call => call.IsStarted && call.Target == join.Target && call.At.Start < join.At.Start && HoldOf(path, call.Held) is not null);
            Report(started?.At ?? join.At, HoldOf(path, join.Held), context.Model.Summaries.AcquiredBy(join.Target!, SummaryTable.MaxHops - 1, context.Analysis.CancellationToken));
        }

        void Report(TextSpan at, HeldFact? first, IEnumerable<Acquisition> acquired)
        {
            if (first is null || acquired.FirstOrDefault(inner => inner.IsCertain && inner.Fact.Bound == WaitBound.Unlimited && inner.Path.Equals(path)) is not { } second)
                return;

            reported.Add(at);
            context.Analysis.ReportDiagnostic(Diagnostic.Create(
                Rule, facts.Locate(at), [facts.Locate(first.At), .. second.Via.Locations], context.Name, facts.Locate(first.At).GetLineSpan().StartLinePosition.Line + 1));
        }
    }

    /// <summary>The permit that is held, unless another lock lets only one caller at a time get here.</summary>
    private static HeldFact? HoldOf(AccessPath path, ImmutableArray<HeldFact> held) =>
        held.FirstOrDefault(fact => fact.Path.Equals(path)) is { Mode: LockMode.Permit } first && !held.Any(fact => fact != first && fact.Mode == LockMode.Exclusive) ? first : null;

    /// <summary>The acquisition whose permit is held at <paramref name="wait"/>; the wait itself where a loop repeats it.</summary>
    private static PermitEvent? FirstHold(PermitContext context, PermitEvent wait)
    {
        if (wait.Depths.All(depth => depth > 0))
            return context.Acquires.FirstOrDefault(earlier => earlier.Syntax.SpanStart < wait.Syntax.SpanStart);

        return wait.Depths.Any(depth => depth > 0) && SyntaxScope.LoopsAround(wait.Syntax).FirstOrDefault() is { } loop && !context.Releases.Any(release => loop.Span.Contains(release.Syntax.Span)) ? wait : null;
    }

    /// <summary>Another lock is held all the while, so that only one caller at a time collects permits.</summary>
    private static bool IsSerialized(PermitContext context, PermitEvent wait) => wait.Before.Scenarios.All(scenario => scenario.Held.All.Any(held =>
        held.IsHeld && held.Lock != context.Number
        && (held.Mode == LockMode.Exclusive || (held.Mode == LockMode.Permit && context.Model.Semaphores.ProfileOf(context.Body, context.Trace.Flow.Locks[held.Lock].Path).Role == SemaphoreRole.Mutex))));

    /// <summary>The same function gives the permits back: not handed to tasks, not drained for good.</summary>
    private static bool IsGivenBack(PermitContext context, PermitEvent wait) => (wait.Effect.IsLease || IsFollowedByRelease(context, wait)) && !context.Model.FlowsOf(context.Body).Any(function =>
        function != context.Trace.Function && context.Model.Semaphores.TraceOf(function) is { } other
        && other.Events.Any(e => !e.IsAcquire && other.Flow.Locks[e.Lock].Path.Equals(context.Trace.Flow.Locks[context.Number].Path)));

    private static bool IsFollowedByRelease(PermitContext context, PermitEvent wait)
    {
        var reach = new BlockReach(context.Trace.Function.Scope.Graph);
        return context.Releases.Any(release => reach.CanReach(wait.Syntax, release.Syntax, []));
    }

    /// <summary>The loop runs up to a number that the object knows, its capacity: it takes all there are, to stop the rest.</summary>
    private static bool IsDrain(PermitContext context, PermitEvent wait) =>
        SyntaxScope.LoopsAround(wait.Syntax).First() is ForStatementSyntax { Condition: BinaryExpressionSyntax condition }
        && context.Body.Model.GetSymbolInfo(condition.Right).Symbol is IFieldSymbol { IsConst: false } or IPropertySymbol;

    private static Location HeadOf(SyntaxNode node) => node switch
    {
        StatementSyntax loop => loop.GetFirstToken().GetLocation(),
        _ => node.GetLocation(),
    };
}
