namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>All local states of all threads found so far; each is computed once.</summary>
internal sealed class LocalStates(World world)
{
    public int Count { get; private set; }

    public Transition Start(ModelThread thread) => Compute(thread, previous: null, result: 0);

    public Transition Next(LocalState state, long result)
    {
        if (!state.TryGetNext(result, out var transition))
            state.AddNext(result, transition = Compute(world.Threads[state.Thread], state, result));
        return transition;
    }

    private Transition Compute(ModelThread thread, LocalState? previous, long result)
    {
        var depth = previous is null ? 0 : previous.Depth + 1;
        var path = new LocalState[depth];
        var known = new long[depth];
        for (var (state, value, i) = (previous, result, depth - 1); state is not null; i--)
        {
            (path[i], known[i]) = (state, value);
            (value, state) = (state.Result, state.Previous);
        }

        var run = new LocalRun(world, thread.Index, known);
        run.Execute(() => thread.Body(thread));
        var target = run.Known ?? (run.JumpTarget >= 0 ? path[run.JumpTarget] : null);
        if (target is null && run.IsDone)
            run.Landmarks.Add($"{thread.Index}|done|{string.Join(',', run.Observations)}");
        if (target is null && run.IsDone)
            target = world.FindLandmark(run.Landmarks[^1]);
        target ??= Create(run, thread.Index, previous, result);
        return new(target, run.Progress, [.. run.Allocations], [.. run.Notes]);
    }

    private LocalState Create(LocalRun run, int thread, LocalState? previous, long result)
    {
        var state = new LocalState(Count++, thread, previous, result)
        {
            Operation = run.Operation,
            IsDone = run.IsDone,
            Failure = run.Failure,
            Sections = run.Sections,
            IsTrying = run.IsTrying,
            Observations = [.. run.Observations],
        };
        foreach (var landmark in run.Landmarks)
            world.AddLandmark(landmark, state);
        return state;
    }
}
