namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>Breadth-first search over all states of a program, so that the first finding has a shortest trace.</summary>
internal sealed class Explorer
{
    private readonly ModelProgram _program;
    private readonly World _world;
    private readonly CheckOptions _options;
    private readonly LocalStates _locals;
    private readonly MemorySystem _machine;
    private readonly StateGraph _graph;
    private readonly Queue<GlobalState> _frontier = new();
    private readonly SortedSet<string> _outcomes = new(StringComparer.Ordinal);

    public Explorer(ModelProgram program, MemoryModel model, CheckOptions options)
    {
        (_program, _world, _options) = (program, program.World, options);
        _locals = new(_world);
        _machine = new(model, _locals, _world.Threads.Count, options.Reduce);
        _graph = new(_world.Threads.Count);
    }

    public IReadOnlyCollection<string> Outcomes => _outcomes;

    public Finding Run()
    {
        Start = InitialState();
        _graph.Add(Start, -1, default, Turn.Uncounted, out _);
        _frontier.Enqueue(Start);
        if (WrongIn(Start) is { } wrong)
            return new(Verdict.Violated, wrong, []);
        for (var number = 0; _frontier.TryDequeue(out var state); number++)
        {
            if (Expand(number, state) is { } finding)
                return finding;
            if (_graph.Count >= _options.MaxStates)
                return new(Verdict.Inconclusive, $"nothing found in the first {_graph.Count:N0} states", []);
        }

        return _options.CheckLiveness && !IsBounded && new Liveness(_graph, _world, _options).Find() is { } endless
            ? endless
            : new(Verdict.Holds, IsBounded ? $"no interleaving with at most {_options.MaxPreemptions} preemptions violates anything" : "no interleaving violates anything", []);
    }

    private bool IsBounded => _options.MaxPreemptions >= 0;

    public GlobalState Start { get; private set; } = null!;

    public int States => _graph.Count;

    public int Transitions => _graph.Edges.Count;

    public int LocalStates => _locals.Count;

    public GlobalState Take(GlobalState state, Step step, out Transition transition) => _machine.Take(state, step, out transition);

    private GlobalState InitialState()
    {
        var threads = _world.Threads.Count;
        var state = new GlobalState([.. _world.InitialMemory], new LocalState[threads], [.. Enumerable.Repeat(Array.Empty<BufferedStore>(), threads)]);
        foreach (var thread in _world.Threads)
            state = MemorySystem.Enter(state, _locals.Start(thread));
        return state;
    }

    private Finding? Expand(int number, GlobalState state)
    {
        var steps = new List<Step>();
        _machine.Enabled(state, steps);
        if (steps.Count == 0)
            return AtEnd(number, state);

        // A step that only its own thread can notice need not be interleaved; unless it closes a cycle that would hide the others.
        foreach (var step in steps)
        {
            if (!_options.Reduce || step.IsFlush || !state.Threads[step.Thread].Operation.IsLocal(_machine.Model))
                continue;
            var next = Follow(number, state, step, out var finding);
            if (finding is not null)
                return finding;
            if (next > number)
                return null;
            steps.Remove(step);
            break;
        }

        foreach (var step in steps)
        {
            Follow(number, state, step, out var finding);
            if (finding is not null)
                return finding;
        }

        return null;
    }

    private int Follow(int number, GlobalState state, Step step, out Finding? finding)
    {
        finding = null;
        var turn = IsBounded ? TurnAfter(number, state, step) : Turn.Uncounted;
        if (IsBounded && turn.Preemptions > _options.MaxPreemptions)
            return number;
        var next = _machine.Take(state, step, out var transition);
        var target = _graph.Add(next, number, step, turn, out var isNew);
        _graph.Edges.Add(new(number, target, step, transition.Progress));
        if (!isNew)
            return target;
        _frontier.Enqueue(next);
        if (WrongIn(next) is { } wrong)
            finding = new(Verdict.Violated, wrong, Shorten(_graph.PathTo(target), wrong));
        return target;
    }

    /// <summary>Leaves out the steps of threads that have nothing to do with the finding.</summary>
    private List<Step> Shorten(List<Step> path, string wrong)
    {
        for (var i = path.Count - 1; i >= 0; i--)
        {
            var shorter = path.ToList();
            shorter.RemoveAt(i);
            if (Replay(shorter) is { } end && WrongIn(end) == wrong)
                path = shorter;
        }

        return path;
    }

    private GlobalState? Replay(List<Step> path)
    {
        var state = Start;
        var enabled = new List<Step>();
        foreach (var step in path)
        {
            _machine.Enabled(state, enabled);
            if (!enabled.Contains(step))
                return null;
            state = _machine.Take(state, step, out _);
        }

        return state;
    }

    private Turn TurnAfter(int number, GlobalState state, Step step)
    {
        var turn = _graph.TurnOf(number);
        if (step.IsFlush || state.Threads[step.Thread].Operation.IsLocal(_machine.Model))
            return turn;
        var isPreempted = turn.Thread >= 0 && turn.Thread != step.Thread && MemorySystem.CanStep(state, turn.Thread);
        return new(step.Thread, turn.Preemptions + (isPreempted ? 1 : 0));
    }

    private string? WrongIn(GlobalState state)
    {
        foreach (var thread in state.Threads)
            if (thread.Failure is { } failure)
                return $"{_world.Threads[thread.Thread].Name}: {failure}";
        Span<int> masks = stackalloc int[state.Threads.Length];
        for (var i = 0; i < masks.Length; i++)
            masks[i] = state.Threads[i].Sections;
        foreach (var section in _world.Sections)
            if (section.Violation(masks) is { } violation)
                return violation;
        return null;
    }

    private Finding? AtEnd(int number, GlobalState state)
    {
        var stuck = state.Threads.Where(t => !t.IsDone && !_world.Threads[t.Thread].IsBackground).ToList();
        if (stuck.Count > 0)
        {
            var waits = stuck.Select(t => $"{_world.Threads[t.Thread].Name} waits for {_world.Describe(t.Operation)}");
            return new(Verdict.Deadlock, string.Join("; ", waits), _graph.PathTo(number));
        }

        var memory = state.Memory.ToList();
        while (memory.Count < _world.LocationCount)
            memory.Add(0);
        var seen = state.Threads.SelectMany(t => t.Observations).ToList();
        var wrong = _program.Finish(new DirectActor(_world, memory), seen);
        _outcomes.Add(string.Join(' ', seen));
        return wrong is null ? null : new(Verdict.Violated, $"at the end: {wrong}", _graph.PathTo(number));
    }
}

/// <summary>What an exploration ended with.</summary>
/// <param name="Verdict">The kind of finding.</param>
/// <param name="Message">One sentence about it.</param>
/// <param name="Path">Steps from the start.</param>
internal sealed record Finding(Verdict Verdict, string Message, List<Step> Path)
{
    /// <summary>Steps that repeat for ever after the path.</summary>
    public List<Step> Cycle { get; init; } = [];
}
