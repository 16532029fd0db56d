using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Summaries;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>Which locks a function holds, whenever it gets to a place in its text.</summary>
public sealed class HeldAt : IFlowObserver
{
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
