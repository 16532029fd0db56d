namespace SyncAnalyzers.Engine.Identity;

/// <summary>What each temporary of a control-flow graph stands for. A lock statement evaluates its operand into one.</summary>
public sealed class CaptureMap
{
    // A temporary with several values (a conditional expression) stands for none of them: null.
    private readonly Dictionary<CaptureId, IOperation?> _values = [];

    public CaptureMap(ControlFlowGraph? graph)
    {
        if (graph is null)
            return;

        foreach (var block in graph.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                if (operation is IFlowCaptureOperation capture)
                    _values[capture.Id] = _values.ContainsKey(capture.Id) ? null : capture.Value;
            }
        }
    }

    public bool TryGet(CaptureId id, out IOperation value)
    {
        _values.TryGetValue(id, out var found);
        value = found!;
        return found is not null;
    }
}
