using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Loops;
using SyncAnalyzers.Engine.Summaries;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>Which locks a function holds, whenever it gets to a place in its text.</summary>
public sealed class HeldAt : IFlowObserver
{
    // Longer chains of calls are not followed back.
    private const int MaxCalls = 3;

    private readonly SyntaxNode _place;
    private readonly HeldReader _reader;

    private HeldAt(SyntaxNode place, LockFlow flow) => (_place, _reader) = (place, new HeldReader(flow));

    public ImmutableArray<HeldFact> Locks { get; private set; }

    public static ImmutableArray<HeldFact> Of(CodeBody body, SyntaxNode place, SyncModel model, CancellationToken cancellation)
    {
        if (!model.MayTouchLocks(body, cancellation))
            return [];

        foreach (var flow in model.FlowsOf(body, cancellation).Select(function => function.Flow).OfType<LockFlow>())
        {
            var held = new HeldAt(place, flow);
            flow.Replay(held);
            if (!held.Locks.IsDefault)
                return held.Locks;
        }

        return [];
    }

    /// <summary>Some lock is held there, in the function or by whoever calls it.</summary>
    public static bool IsLocked(CodeBody body, SyntaxNode place, SyncModel model, CancellationToken cancellation) =>
        !Of(body, place, model, cancellation).IsEmpty || CallersHold(body, model, MaxCalls, cancellation);

    /// <summary>Some lock is held there, in the function, in those that lead to it, or by whoever calls them.</summary>
    public static bool IsLocked(Effect effect, SyncModel model, CancellationToken cancellation)
    {
        var at = effect.Operation;
        for (Frame? frame = effect.Frame; frame is not null; frame = frame.Caller)
        {
            if (IsLocked(frame.Code.Body, at.Syntax, model, cancellation))
                return true;

            at = frame.Call ?? at;
        }

        return false;
    }

    private static bool CallersHold(CodeBody body, SyncModel model, int depth, CancellationToken cancellation) =>
        depth > 0 && body.Symbol is IMethodSymbol { DeclaredAccessibility: Accessibility.Private } method
        && CallersOf(method, body, model, cancellation) is { Count: > 0 } callers
        && callers.TrueForAll(caller => caller.Call is { } call
            && (!call.Held.IsEmpty || (model.BodyOf(caller.Caller.Id, cancellation) is { } outer && CallersHold(outer, model, depth - 1, cancellation))));

    /// <summary>What implements a member of an internal interface explicitly is called through the interface only.</summary>
    private static List<(FunctionFacts Caller, CallFact? Call)> CallersOf(IMethodSymbol method, CodeBody body, SyncModel model, CancellationToken cancellation)
    {
        if (method.ExplicitInterfaceImplementations.Length != 1)
            return [.. model.Callers.Of(model.Facts.Of(body, cancellation), cancellation)];

        var called = method.ExplicitInterfaceImplementations[0];
        if (called.ContainingType.DeclaredAccessibility == Accessibility.Public)
            return [];

        var id = model.Names.IdOf(called);
        var functions = model.BodiesNaming(called.Name, model.Compilation.SyntaxTrees, static _ => true, cancellation)
            .Select(caller => model.Facts.Of(caller, cancellation)).SelectMany(facts => facts.Nested.Insert(0, facts));
        return [.. functions.SelectMany(caller => caller.Calls.Where(call => call.Target == id).Select(call => (caller, (CallFact?)call)))];
    }

    public void Visits(LockState before, IOperation operation)
    {
        if (Locks.IsDefault && operation.Syntax.SyntaxTree == _place.SyntaxTree && _place.Span.Contains(operation.Syntax.Span) && operation is not (IFlowAnonymousFunctionOperation or IAnonymousFunctionOperation))
            Locks = _reader.Read(before);
    }

    public void Changes(LockState before, CallEffect effect)
    {
    }

    public void Disposes(LockState before, CallEffect lease, IOperation dispose)
    {
    }

    public void Signals(LockState before, CallEffect effect)
    {
    }

    public void Reassigns(LockState before, int number, IOperation assignment)
    {
    }
}
