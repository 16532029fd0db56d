namespace SyncPrimitives.ModelChecking.Exploration;

internal readonly record struct Edge(int From, int To, Step Step, bool Progress);

/// <summary>The states found, numbered in order of their distance from the start, and the steps between them.</summary>
internal sealed class StateGraph(int threads)
{
    private readonly Dictionary<(ulong, ulong), int> _index = [];
    private readonly List<(int Parent, Step Step, Turn Turn)> _origins = [];
    private readonly List<Facts> _facts = [];

    public int Threads => threads;

    public int Count => _origins.Count;

    public List<Edge> Edges { get; } = [];

    public Facts this[int state] => _facts[state];

    public Turn TurnOf(int state) => _origins[state].Turn;

    /// <summary>The number of the state; <paramref name="isNew"/> when it has not been seen before.</summary>
    public int Add(GlobalState state, int parent, Step step, Turn turn, out bool isNew)
    {
        var key = turn.Mark(state.Fingerprint());
        isNew = !_index.TryGetValue(key, out var number);
        if (!isNew)
            return number;
        number = _origins.Count;
        _index.Add(key, number);
        _origins.Add((parent, step, turn));
        _facts.Add(Facts.Of(state));
        return number;
    }

    /// <summary>A shortest sequence of steps from the start to a state.</summary>
    public List<Step> PathTo(int state)
    {
        var path = new List<Step>();
        for (; _origins[state].Parent >= 0; state = _origins[state].Parent)
            path.Add(_origins[state].Step);
        path.Reverse();
        return path;
    }
}

/// <summary>Whose turn it is and how often a thread was interrupted that could have gone on; all zero when nobody counts.</summary>
internal readonly record struct Turn(int Thread, int Preemptions)
{
    public static readonly Turn Uncounted = new(-1, 0);

    public (ulong, ulong) Mark((ulong A, ulong B) key) =>
        Thread < 0 ? key : (key.A ^ (0x9E3779B97F4A7C15UL * ((ulong)Preemptions + 1)), key.B + ((ulong)Thread << 56));
}

/// <summary>What the search for fair cycles asks about a state; one bit for each thread.</summary>
/// <param name="Trying">Threads that want in.</param>
/// <param name="Done">Threads that have ended.</param>
/// <param name="CanStep">Threads whose next step is possible.</param>
/// <param name="CanFlush">Threads with something in their store buffer.</param>
/// <param name="FlushIsDue">Threads whose store buffer matters to somebody now.</param>
/// <param name="AtLock">Threads whose next step is a blocking wait, which is served as long as it keeps coming free.</param>
internal readonly record struct Facts(byte Trying, byte Done, byte CanStep, byte CanFlush, byte FlushIsDue, byte AtLock)
{
    public static Facts Of(GlobalState state)
    {
        int trying = 0, done = 0, step = 0, flush = 0, due = 0, atLock = 0;
        for (var i = 0; i < state.Threads.Length; i++)
        {
            var local = state.Threads[i];
            trying |= local.IsTrying ? 1 << i : 0;
            done |= local.IsDone ? 1 << i : 0;
            step |= MemorySystem.CanStep(state, i) ? 1 << i : 0;
            flush |= state.Buffers[i].Length > 0 ? 1 << i : 0;
            due |= MemorySystem.IsFlushDue(state, i) ? 1 << i : 0;
            atLock |= !local.IsDone && local.Operation.Blocks ? 1 << i : 0;
        }

        return new((byte)trying, (byte)done, (byte)step, (byte)flush, (byte)due, (byte)atLock);
    }
}
