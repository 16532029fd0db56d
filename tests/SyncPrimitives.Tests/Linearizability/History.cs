namespace SyncPrimitives.Tests.Linearizability;

/// <summary>One operation: what was called, what it returned, and between which two moments.</summary>
internal readonly record struct Operation(string Name, int Result, long Called, long Returned)
{
    public override string ToString() => $"{Name} = {Result} [{Called}..{Returned}]";
}

/// <summary>A recorded run of several threads against one object.</summary>
internal sealed class History
{
    private readonly List<Operation> _operations = [];
    private long _clock;

    public IReadOnlyList<Operation> Operations => _operations;

    public void Record(string name, Func<int> call)
    {
        long called = Interlocked.Increment(ref _clock);
        int result = call();
        long returned = Interlocked.Increment(ref _clock);
        lock (_operations)
            _operations.Add(new Operation(name, result, called, returned));
    }

    public void Record(string name, Func<bool> call) => Record(name, () => call() ? 1 : 0);

    public void Record(string name, Action call) => Record(name, () =>
    {
        call();
        return 0;
    });
}

/// <summary>
/// Is there an order of the operations, consistent with their times, in which a sequential object gives the same results? The
/// search of J. M. Wing and C. Gong, "Testing and Verifying Concurrent Objects" (1993), with G. Lowe's memory of what failed.
/// </summary>
internal static class Linearizable
{
    /// <param name="history">At most 64 operations.</param>
    /// <param name="initial">The state of the sequential object.</param>
    /// <param name="apply">The state after an operation with its result, or null when the object cannot give that result.</param>
    public static bool Check<TState>(History history, TState initial, Func<TState, Operation, TState?> apply)
        where TState : struct
    {
        Operation[] operations = [.. history.Operations];
        Assert.InRange(operations.Length, 0, 64);
        var failed = new HashSet<(ulong, TState)>();
        return Search(0, initial);

        bool Search(ulong done, TState state)
        {
            if (done == (operations.Length == 64 ? ulong.MaxValue : (1UL << operations.Length) - 1))
                return true;
            if (failed.Contains((done, state)))
                return false;
            long firstReturn = long.MaxValue;
            for (int i = 0; i < operations.Length; i++)
            {
                if ((done & (1UL << i)) == 0)
                    firstReturn = Math.Min(firstReturn, operations[i].Returned);
            }

            for (int i = 0; i < operations.Length; i++)
            {
                // What was called after another had returned cannot come before it.
                bool mayBeNext = (done & (1UL << i)) == 0 && operations[i].Called <= firstReturn;
                if (mayBeNext && apply(state, operations[i]) is { } next && Search(done | (1UL << i), next))
                    return true;
            }

            failed.Add((done, state));
            return false;
        }
    }
}
