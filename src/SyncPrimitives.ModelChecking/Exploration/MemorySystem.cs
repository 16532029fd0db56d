namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>The rules of the memory model: which steps a state allows and where they lead.</summary>
internal sealed class MemorySystem(MemoryModel model, LocalStates locals, int threads)
{
    private readonly int _threads = threads;

    public MemoryModel Model => model;

    public void Enabled(GlobalState state, List<Step> steps)
    {
        steps.Clear();
        for (var thread = 0; thread < _threads; thread++)
        {
            if (CanStep(state, thread))
                for (var way = state.Threads[thread].Operation.Ways - 1; way >= 0; way--)
                    steps.Add(new(thread, Choice: way));
            var buffer = state.Buffers[thread];
            for (var i = 0; i < buffer.Length; i++)
                if (CanFlush(buffer, i))
                    steps.Add(new(thread, i));
        }
    }

    public GlobalState Take(GlobalState state, Step step, out Transition transition)
    {
        transition = default;
        if (step.IsFlush)
            return Flush(state, step);
        var local = state.Threads[step.Thread];
        var operation = local.Operation;
        long result = 0;
        switch (operation.Kind)
        {
            case OperationKind.Read:
                result = state.ValueFor(step.Thread, operation.Location, out _);
                break;
            case OperationKind.Write or OperationKind.ReleaseWrite when model != MemoryModel.SC:
                var store = new BufferedStore(operation.Location, operation.Value, operation.Kind == OperationKind.ReleaseWrite);
                state = state.WithBuffer(step.Thread, [.. state.Buffers[step.Thread], store]);
                break;
            case OperationKind.Fence or OperationKind.Step:
                break;
            case OperationKind.Choose:
                result = step.Choice;
                break;
            case OperationKind.Write or OperationKind.ReleaseWrite:
                state = state.Store(operation.Location, operation.Value);
                break;
            default:
                result = state.InMemory(operation.Location);
                state = state.Store(operation.Location, Effect.NewValue(operation, result));
                break;
        }

        transition = locals.Next(local, result);
        return Enter(state, transition);
    }

    public static GlobalState Enter(GlobalState state, Transition transition)
    {
        foreach (var (location, value) in transition.Allocations)
            state = state.Store(location, value);
        return state.WithThread(transition.Target);
    }

    /// <summary>Whether the thread's own next step is possible; a thread that is done has none.</summary>
    public static bool CanStep(GlobalState state, int thread)
    {
        var local = state.Threads[thread];
        var operation = local.Operation;
        return !local.IsDone && local.Failure is null
            && !(operation.Drains && state.Buffers[thread].Length > 0)
            && operation.IsReady(operation.Location < 0 ? 0 : state.InMemory(operation.Location));
    }

    private bool CanFlush(BufferedStore[] buffer, int index)
    {
        if (index == 0)
            return true;
        if (model != MemoryModel.PSO || buffer[index].IsRelease)
            return false;
        for (var earlier = 0; earlier < index; earlier++)
            if (buffer[earlier].Location == buffer[index].Location)
                return false;
        return true;
    }

    private static GlobalState Flush(GlobalState state, Step step)
    {
        var buffer = state.Buffers[step.Thread];
        var store = buffer[step.Store];
        return state.WithBuffer(step.Thread, [.. buffer[..step.Store], .. buffer[(step.Store + 1)..]]).Store(store.Location, store.Value);
    }
}
