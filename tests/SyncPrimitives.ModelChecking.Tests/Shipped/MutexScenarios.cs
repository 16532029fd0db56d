namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>The mutexes: spinning, queueing, hand-off, async waiters, time-outs and cancellation.</summary>
internal static class MutexScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        AsyncMutex("AsyncMutex, 2 threads", rounds: 1, Block, Block),
        AsyncMutex("AsyncMutex, 2 threads, 2 rounds", rounds: 2, Block, Block) with { IsSmall = false },
        AsyncMutex("AsyncMutex, 2 flows", rounds: 1, Await, Await),
        AsyncMutex("AsyncMutex, 2 flows, 2 rounds", rounds: 2, Await, Await) with { IsSmall = false },
        AsyncMutex("AsyncMutex, thread and flow", rounds: 1, Block, Await),
        AsyncMutex("AsyncMutex, thread with a time limit", rounds: 1, Block, TryFor),
        AsyncMutex("AsyncMutex, 3 threads", rounds: 1, Block, Block, Block) with { MaxPreemptions = 2, IsSmall = false },
        AsyncMutex("AsyncMutex, 2 threads and a flow", rounds: 1, Block, Block, Await) with { MaxPreemptions = 2, IsSmall = false },
        TryOnly(),
        CanceledFlow("AsyncMutex, cancelled flow", others: 1),
        CanceledFlow("AsyncMutex, cancelled flow between others", others: 2) with { MaxPreemptions = 1, IsSmall = false },
        CanceledThread(),
        StaleCopies(),
        Ticket(2, 2),
        Ticket(3, 1) with { IsSmall = false },
        TicketTry(),
    ];

    private delegate bool Enter(AsyncMutex mutex, out Lease lease);

    private static Scenario AsyncMutex(string name, int rounds, params Enter[] enter) => new(name, p =>
    {
        var mutex = new AsyncMutex();

        // Two threads race for making the queue; for three that would be too much at once.
        if (enter.Length > 2)
            ((IMutexOwner)mutex).QueueOf(0);
        for (var i = 0; i < enter.Length; i++)
            p.Thread($"{(char)('A' + i)}", t => t.Repeat(rounds, _ => Round(p, t, mutex, enter[t.Index])));
        p.AtEnd(check =>
        {
            check(!mutex.IsHeld, "the mutex is still held");
            check(mutex.WaiterCount == 0, "somebody is still queued");
        });
    });

    private static Scenario CanceledFlow(string name, int others) => new(name, p =>
    {
        var mutex = new AsyncMutex();
        ((IMutexOwner)mutex).QueueOf(0);
        var cancellation = new Cancellation();
        p.Thread("A", t => Round(p, t, mutex, (AsyncMutex m, out Lease lease) => cancellation.TryAwait(m.EnterScopeAsync(), out lease)));
        for (var i = 0; i < others; i++)
            p.Thread($"{(char)('B' + i)}", t => Round(p, t, mutex, Block));
        p.Thread("Token", _ => cancellation.Cancel());
        p.AtEnd(check =>
        {
            check(!mutex.IsHeld, "the mutex is still held");
            check(mutex.WaiterCount == 0, "somebody is still queued");
        });
    });

    private static Scenario CanceledThread() => new("AsyncMutex, cancelled thread", p =>
    {
        var mutex = new AsyncMutex();
        var queue = ((IMutexOwner)mutex).QueueOf(0);
        mutex.TryEnter(0, default, out var held);
        p.Thread("A", t =>
        {
            try
            {
                Round(p, t, mutex, Block);
            }
            catch (OperationCanceledException)
            {
            }
        });
        p.Thread("B", _ => held.Release());
        p.Thread("Token", _ => queue.CancelFirst());
        p.AtEnd(check =>
        {
            check(!mutex.IsHeld, "the mutex is still held");
            check(mutex.WaiterCount == 0, "somebody is still queued");
        });
    });

    /// <summary>Two copies of one lease released at once while somebody waits: one has an effect, and nobody else is let in.</summary>
    private static Scenario StaleCopies() => new("AsyncMutex, two copies of a lease", p =>
    {
        var mutex = new AsyncMutex();
        mutex.TryEnter(0, default, out var lease);
        ((IMutexOwner)mutex).QueueOf(0);
        var released = p.Shared("released");
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", _ => released.Add(((ILeaseSource)mutex).TryRelease(0, lease.Stamp) ? 1 : 0));
        p.Thread("C", t => t.Hold(p.CriticalSection, () => ((ILockable)mutex).Enter(default)));
        p.AtEnd(check => check(released.Read() == 1, $"one acquisition was released {released.Read()} times"));
    });

    /// <summary>Three threads that never wait: the fast path alone.</summary>
    private static Scenario TryOnly() => new("AsyncMutex, 3 threads that do not wait", p =>
    {
        var mutex = new AsyncMutex();
        for (var i = 0; i < 3; i++)
            p.Thread($"{(char)('A' + i)}", t =>
            {
                if (!mutex.TryEnter(0, default, out var lease))
                    return;
                t.Critical(() => { });
                lease.Release();
            });
        p.AtEnd(check => check(!mutex.IsHeld, "the mutex is still held"));
    });

    private static Scenario TicketTry() => new("TicketLock, thread that does not wait", p =>
    {
        var gate = new TicketLock();
        p.Thread("A", t => t.Hold(p.CriticalSection, () => ((ILockable)gate).Enter(default)));
        for (var i = 1; i < 3; i++)
            p.Thread($"{(char)('A' + i)}", t =>
            {
                if (!gate.TryEnterScope(out var scope))
                    return;
                t.Critical(() => { });
                scope.Dispose();
            });
        p.AtEnd(check => check(gate.QueueLength == 0, "somebody is still inside"));
    });

    private static Scenario Ticket(int threads, int rounds) => new($"TicketLock, {threads} threads, {rounds} round{(rounds == 1 ? "" : "s")}", p =>
    {
        ILockable gate = new TicketLock();
        for (var i = 0; i < threads; i++)
            p.Thread($"{(char)('A' + i)}", t => t.Repeat(rounds, _ =>
                t.Hold(p.CriticalSection, () => gate.Enter(default))));
    });

    private static void Round(ModelProgram program, ModelThread t, AsyncMutex mutex, Enter enter)
    {
        t.Request();
        if (!enter(mutex, out var lease))
            return;

        t.Forget("granted", lease.Stamp);
        t.Critical(() => { });
        lease.Release();
    }

    private static bool Block(AsyncMutex mutex, out Lease lease)
    {
        lease = ((ILockable)mutex).Enter(default);
        return true;
    }

    private static bool Await(AsyncMutex mutex, out Lease lease)
    {
        lease = mutex.EnterScopeAsync().Await();
        return true;
    }

    private static bool TryFor(AsyncMutex mutex, out Lease lease) => mutex.TryEnter(1_000_000, default, out lease);
}
