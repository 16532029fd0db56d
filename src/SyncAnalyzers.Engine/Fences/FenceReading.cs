using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>What the operations of one function do, read once however often the flow comes by.</summary>
/// <param name="outer">The loops of the callers that the call lies in.</param>
internal sealed class FenceReading(MemoryReader reader, Frame frame, ImmutableArray<SpinLoop> outer)
{
    private readonly Dictionary<IOperation, ImmutableArray<Effect>> _effects = [];
    private readonly Dictionary<IOperation, FenceReading?> _callees = [];
    private ImmutableArray<SpinLoop> _loops;

    public Frame Frame => frame;

    /// <summary>The loops of the function that may wait, and those around its call.</summary>
    public ImmutableArray<SpinLoop> Loops => _loops.IsDefault ? _loops = outer.AddRange(frame.Code.MayWait.Select(loop => SpinLoop.Of(loop, frame, reader))) : _loops;

    public ImmutableArray<Effect> EffectsOf(IOperation operation)
    {
        if (!_effects.TryGetValue(operation, out var known))
            _effects.Add(operation, known = reader.Read(operation, frame, follow: false));

        return known;
    }

    public FenceReading? Callee(Effect call)
    {
        if (!_callees.TryGetValue(call.Operation, out var known))
            _callees.Add(call.Operation, known = reader.Callee(call) is { } callee ? new FenceReading(reader, callee, Loops) : null);

        return known;
    }

    public SpinLoop? WaitOf(IInvocationOperation call) => SpinLoop.OfSpinUntil(call, frame, reader);
}
