namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>The semaphore: permits are conserved, nobody is let in beyond them, and a permit is given back once.</summary>
internal static class SemaphoreScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        Threads("CountingSemaphore, 1 permit, 2 threads", permits: 1, rounds: 1, Block, Block),
        Threads("CountingSemaphore, 2 permits, 2 threads, 2 rounds", permits: 2, rounds: 2, Block, Block),
        Threads("CountingSemaphore, 1 permit, thread and flow", permits: 1, rounds: 1, Block, Await),
        Threads("CountingSemaphore, 1 permit, thread with a time limit", permits: 1, rounds: 1, Block, TryFor),
        Threads("CountingSemaphore, 2 permits, 3 threads", permits: 2, rounds: 1, Block, Block, Block) with { MaxPreemptions = 0, IsSmall = false },
        TryOnly(),
        Several(),
        Canceled(),
        Copies(),
    ];

    private delegate bool Enter(CountingSemaphore semaphore, out Lease permit);

    private static Scenario Threads(string name, int permits, int rounds, params Enter[] enter) => new(name, p =>
    {
        var semaphore = new CountingSemaphore(permits);
        var inside = p.Section("the permits", permits);
        for (var i = 0; i < enter.Length; i++)
            p.Thread($"{(char)('A' + i)}", t => t.Repeat(rounds, _ =>
            {
                if (enter[t.Index](semaphore, out var permit))
                    Use(t, inside, permit);
            }));
        p.AtEnd(check => Conserved(semaphore, check));
    });

    private static Scenario TryOnly() => new("CountingSemaphore, 2 permits, 3 threads that do not wait", p =>
    {
        var semaphore = new CountingSemaphore(2);
        var inside = p.Section("the permits", 2);
        for (var i = 0; i < 3; i++)
            p.Thread($"{(char)('A' + i)}", t =>
            {
                if (semaphore.TryAcquireScope(TimeSpan.Zero, out var permit))
                    Use(t, inside, permit);
            });
        p.AtEnd(check => Conserved(semaphore, check));
    });

    /// <summary>One takes both permits at once, the other one of them.</summary>
    private static Scenario Several() => new("CountingSemaphore, both permits at once", p =>
    {
        var semaphore = new CountingSemaphore(2);
        var one = p.Section("one permit", 2);
        var both = p.Section("both permits").Excludes(one);
        p.Thread("A", t => Use(t, both, semaphore.AcquireScopeAsync(2).Await()));
        p.Thread("B", t => Use(t, one, semaphore.AcquireScope()));
        p.AtEnd(check => Conserved(semaphore, check));
    });

    private static Scenario Canceled() => new("CountingSemaphore, cancelled flow", p =>
    {
        var semaphore = new CountingSemaphore(1);
        var inside = p.Section("the permit");
        var cancellation = new Cancellation();
        p.Thread("A", t =>
        {
            if (cancellation.TryAwait(semaphore.AcquireScopeAsync(), out var permit))
                Use(t, inside, permit);
        });
        p.Thread("B", t => Use(t, inside, semaphore.AcquireScope()));
        p.Thread("Token", _ => cancellation.Cancel());
        p.AtEnd(check => Conserved(semaphore, check));
    });

    private static Scenario Copies() => new("CountingSemaphore, two copies of a permit", p =>
    {
        var semaphore = new CountingSemaphore(1);
        var permit = semaphore.AcquireScope();
        var released = p.Shared("released");
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", _ => released.Add(((ILeaseSource)semaphore).TryRelease(permit.Slot, permit.Stamp) ? 1 : 0));
        p.AtEnd(check =>
        {
            check(released.Read() == 1, $"one permit was given back {released.Read()} times");
            Conserved(semaphore, check);
        });
    });

    private static void Use(ModelThread t, Section section, Lease permit)
    {
        t.Forget("granted", permit.Slot, permit.Stamp);
        t.Enter(section);
        t.Leave(section);
        permit.Release();
    }

    private static void Conserved(CountingSemaphore semaphore, Action<bool, string> check)
    {
        check(semaphore.AvailablePermits == semaphore.Permits, $"{semaphore.AvailablePermits} of {semaphore.Permits} permits are left");
        check(semaphore.WaiterCount == 0, "somebody is still queued");
        var taken = 0;
        while (taken < semaphore.Permits && semaphore.TryAcquireScope(TimeSpan.Zero, out _))
            taken++;
        check(taken == semaphore.Permits, $"only {taken} permits can be taken again");
    }

    private static bool Block(CountingSemaphore semaphore, out Lease permit)
    {
        permit = semaphore.AcquireScope();
        return true;
    }

    private static bool Await(CountingSemaphore semaphore, out Lease permit)
    {
        permit = semaphore.AcquireScopeAsync().Await();
        return true;
    }

    private static bool TryFor(CountingSemaphore semaphore, out Lease permit) =>
        semaphore.TryAcquireScope(TimeSpan.FromMinutes(10), out permit);
}
