namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>
/// Where one thread stands: everything it has learnt from shared memory so far, and the operation it does next. Threads are
/// deterministic, so the results of its operations fix its locals; equal results are one state, however often they occur.
/// </summary>
internal sealed class LocalState(int id, int thread, LocalState? previous, long result)
{
    private readonly Dictionary<long, Transition> _next = [];

    public int Id { get; } = id;

    public int Thread { get; } = thread;

    public LocalState? Previous { get; } = previous;

    /// <summary>What the previous state's operation returned on the way here.</summary>
    public long Result { get; } = result;

    public int Depth { get; } = previous is null ? 0 : previous.Depth + 1;

    public Operation Operation { get; set; }

    public bool IsDone { get; set; }

    /// <summary>What went wrong in the thread's own code: a failed assertion or an exception.</summary>
    public string? Failure { get; set; }

    /// <summary>One bit for each section the thread is in.</summary>
    public int Sections { get; set; }

    /// <summary>Whether the thread has said that it wants in and is not yet in.</summary>
    public bool IsTrying { get; set; }

    public IReadOnlyList<string> Observations { get; set; } = [];

    public bool TryGetNext(long result, out Transition transition) => _next.TryGetValue(result, out transition);

    public void AddNext(long result, Transition transition) => _next.Add(result, transition);
}

/// <summary>From one local state to the next.</summary>
/// <param name="Target">The state reached.</param>
/// <param name="Progress">Whether the thread entered a section or finished on the way.</param>
/// <param name="Allocations">Locations that came into being on the way, with their values.</param>
/// <param name="Notes">What the thread said on the way, for the trace.</param>
internal readonly record struct Transition(
    LocalState Target, bool Progress, IReadOnlyList<(int Location, long Value)> Allocations, IReadOnlyList<string> Notes);
