namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>The rules of the memory model: which steps a state allows and where they lead.</summary>
internal sealed class MemorySystem(MemoryModel model, LocalStates locals, int threads, bool reduce)
{
    // Beyond it stores are written back in any case, so that endless rounds without a fence have finitely many states.
    private const int LongestBuffer = 8;


    public MemoryModel Model => model;

    public void Enabled(GlobalState state, List<Step> steps)
    {
        steps.Clear();
        for (var thread = 0; thread < threads; thread++)
        {
            if (CanStep(state, thread))
                for (var way = state.Threads[thread].Operation.Ways - 1; way >= 0; way--)
                    steps.Add(new(thread, Choice: way));
            var buffer = state.Buffers[thread];
            for (var i = 0; i < buffer.Length && (!reduce || IsFlushDue(state, thread)); i++)
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

    /// <summary>
    /// Whether it matters that a buffered store of the thread reaches memory now: it can do nothing else, or somebody is about to
    /// access a location in its buffer, or has it in a buffer of its own. Until then the write-back commutes with every step, so
    /// it may as well come later.
    /// </summary>
    public static bool IsFlushDue(GlobalState state, int thread)
    {
        var buffer = state.Buffers[thread];
        var local = state.Threads[thread];
        if (buffer.Length is 0 or > LongestBuffer)
            return buffer.Length > 0;
        if (local.IsDone || local.Operation.Drains || Holds(buffer, local.Operation.Location))
            return true;
        for (var other = 0; other < state.Threads.Length; other++)
        {
            if (other == thread)
                continue;
            if (!state.Threads[other].IsDone && Holds(buffer, state.Threads[other].Operation.Location))
                return true;
            foreach (var store in state.Buffers[other])
                if (Holds(buffer, store.Location))
                    return true;
        }

        return false;
    }

    private static bool Holds(BufferedStore[] buffer, int location)
    {
        foreach (var store in buffer)
            if (store.Location == location)
                return true;
        return false;
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
