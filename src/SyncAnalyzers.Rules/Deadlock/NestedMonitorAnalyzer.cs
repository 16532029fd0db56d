using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Order;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Deadlock;

/// <summary>SYNC1009: Monitor.Wait gives up one lock and keeps another, which those who pulse need.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NestedMonitorAnalyzer() : LockFactsAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC1009",
        title: "Monitor.Wait keeps another lock held",
        messageFormat: "Waiting on '{0}' releases '{0}' alone and keeps '{1}', but {2} needs '{1}' before it can pulse: the pulse never comes",
        category: RuleFamily.Deadlock,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Monitor.Wait releases the object it waits on and nothing else. If the thread that is to pulse needs another lock that the waiter holds, it never gets there (nested monitor lockout).");

    protected override IEnumerable<Diagnostic> Judge(SyncModel model, FunctionFacts function, CancellationToken cancellation)
    {
        var judge = new JoinJudge(model, cancellation);
        foreach (var wait in function.Signals.Where(signal => signal is { Kind: SignalKind.Wait, Bound: WaitBound.Unlimited }))
        {
            if (Lockout(model, judge, wait, wait.Held, cancellation) is { } found)
                yield return Report(function, wait.At, wait, found.Outer, found.Pulse);
        }

        foreach (var call in function.Calls.Where(call => !call.Held.IsEmpty && !call.IsJoined))
        {
            foreach (var target in model.Summaries.Targets.Of(call))
            {
                foreach (var wait in (model.Facts.FindLocking(target, cancellation)?.Signals ?? []).Where(signal => signal is { Kind: SignalKind.Wait, Bound: WaitBound.Unlimited }))
                {
                    if (call.Substitution.Apply(wait.Path) is { } path && Lockout(model, judge, wait with { Path = path }, call.Held, cancellation) is { } found)
                        yield return Report(function, call.At, wait, found.Outer, found.Pulse);
                }
            }
        }
    }

    private static (HeldFact Outer, SignalSite Pulse)? Lockout(SyncModel model, JoinJudge judge, SignalFact wait, ImmutableArray<HeldFact> held, CancellationToken cancellation)
    {
        var providers = model.Summaries.Providers;
        var waited = providers.Resolve(wait.Path, cancellation);
        if (waited.Class is not { } monitor)
            return null;

        var pulses = model.Index(cancellation).SignalsOf(monitor).Where(site => site.Signal.Kind == SignalKind.Pulse).ToList();
        foreach (var outer in held)
        {
            var kept = providers.Resolve(outer.Path, cancellation);
            if (pulses.Count > 0 && !kept.Equals(waited) && kept.Class is { } needed && needed != monitor && pulses.All(site => IsCalledUnder(model, judge, site, kept, cancellation)))
                return (outer, pulses[0]);
        }

        return null;
    }

    /// <summary>The pulse is given under the lock, here or by everybody who calls the function that pulses.</summary>
    private static bool IsCalledUnder(SyncModel model, JoinJudge judge, SignalSite site, AccessPath needed, CancellationToken cancellation) =>
        judge.Needs(site, needed) || model.Index(cancellation).IsAlwaysCalledUnder(site.Function.Id, needed.Class!, cancellation);

    private static Diagnostic Report(FunctionFacts function, Microsoft.CodeAnalysis.Text.TextSpan at, SignalFact wait, HeldFact outer, SignalSite pulse)
    {
        var location = pulse.Function.Locate(pulse.Signal.At);
        return Diagnostic.Create(
            Rule,
            function.Locate(at),
            additionalLocations: [function.Locate(outer.At), location],
            messageArgs: [wait.Path, outer.Path, Place.Of(pulse.Function, location, function.Tree)]);
    }
}
