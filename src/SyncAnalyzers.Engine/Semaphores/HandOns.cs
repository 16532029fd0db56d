using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Summaries;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>Where a function may hand on the permit that it took at one place: from there on another thread owes it.</summary>
public sealed class HandOns
{
    private readonly BlockReach _reach;
    private readonly SyntaxNode _acquire;
    private readonly List<SyntaxNode> _places;

    private HandOns(PermitTrace trace, PermitEvent acquire, List<SyntaxNode> places) =>
        (_reach, _acquire, _places) = (new BlockReach(trace.Function.Scope.Graph), acquire.Syntax, places);

    public bool Any => _places.Count > 0;

    public static HandOns Of(SyncModel model, CodeBody body, PermitTrace trace, PermitEvent acquire) =>
        new(trace, acquire, [.. Baton.SignalsBehind(model, body, trace, acquire), .. LastOneOut.ReleasesBehind(trace, acquire, body.Model)]);

    /// <summary>What is held by the book at a wait has been handed on before: the wait is for getting it back, as in a monitor of Hoare's.</summary>
    public static bool IsBefore(SyncModel model, FunctionFacts function, TextSpan wait, HeldFact held, CancellationToken cancellation)
    {
        foreach (var body in model.LockBodiesIn(function.Tree, cancellation).Where(body => body.Declaration.Span.Contains(wait)))
        {
            if (model.FlowsOf(body, cancellation).FirstOrDefault(flow => flow.Id == function.Id) is { } flow && model.Semaphores.TraceOf(flow) is { } trace
                && trace.Events.FirstOrDefault(e => e.Syntax.Span == wait) is { } waiting)
            {
                return trace.Events.Any(taken => taken.IsAcquire && taken.Syntax.Span == held.At && Of(model, body, trace, taken).MayPrecede(waiting.Syntax));
            }
        }

        return false;
    }

    /// <summary>The permit may be another's there, or is about to be: what names the signal belongs to the signalling.</summary>
    public bool MayPrecede(SyntaxNode node) => _places.Exists(place => place.Span.Contains(node.Span) || _reach.CanReach(place, node, [_acquire]));
}
