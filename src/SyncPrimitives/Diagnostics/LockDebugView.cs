using System.Diagnostics;

namespace SyncPrimitives;

/// <summary>What the debugger shows of a lock.</summary>
internal sealed class LockDebugView(ILockState state)
{
    public string? Name => state.Options.Name;

    public int Rank => state.Options.Rank;

    public bool IsHeld => state.IsHeld;

    /// <summary>Null unless <see cref="LockOptions.Owner"/> says to track it.</summary>
    public LockHolder? Holder => state.Observer?.CurrentHolder;

    public string[] TakenBefore => state.Observer?.Neighbours(before: true) ?? [];

    public string[] TakenAfter => state.Observer?.Neighbours(before: false) ?? [];

    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    public string[] Waiters => DescribeWaiters(state.Queue);

    public static string Describe(ILockState state)
    {
        string name = state.Options.Name is { } given ? $"{state.Kind} \"{given}\"" : state.Kind;
        string holder = state.Observer?.CurrentHolder is { } known ? $"held {known.HeldFor.TotalMilliseconds:0} ms by thread {known.ThreadId}" : "held";
        return $"{name} {(state.IsHeld ? holder : "free")}, {state.Queue?.CountSnapshot() ?? 0} waiting";
    }

    private static string[] DescribeWaiters(WaitQueue? queue)
    {
        if (queue is null)
            return [];
        var lines = new List<string>();
        queue.Gate.Enter();
        try
        {
            for (Waiter? waiter = queue.First; waiter is not null; waiter = waiter.Next.Value)
            {
                double milliseconds = (Stopwatch.GetTimestamp() - waiter.Since) * 1000.0 / Stopwatch.Frequency;
                lines.Add($"{(waiter.IsAsync ? "async flow" : "thread")}, waiting {milliseconds:0} ms");
            }
        }
        finally
        {
            queue.Gate.Exit();
        }

        return [.. lines];
    }
}
