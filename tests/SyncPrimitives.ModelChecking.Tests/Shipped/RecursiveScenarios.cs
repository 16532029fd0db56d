namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>The mutex of a thread: entered again it stays one acquisition, and only its owner leaves it, innermost first.</summary>
internal static class RecursiveScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        Nested("RecursiveMutex, 2 threads, depth 1", 1, 1),
        Nested("RecursiveMutex, 2 threads, depths 2 and 1", 2, 1),
        Nested("RecursiveMutex, depth 5, with more stamps than at first", 5, 1) with { MaxPreemptions = 2, IsSmall = false },
        Nested("RecursiveMutex, 3 threads", 1, 1, 1) with { MaxPreemptions = 0, IsSmall = false },
        TimeLimit(),
        TryOnly(),
        Foreign(),
        Copies(),
    ];

    private static Scenario Nested(string name, params int[] depths) => new(name, p =>
    {
        var mutex = new RecursiveMutex();
        for (var i = 0; i < depths.Length; i++)
            p.Thread($"{(char)('A' + i)}", t =>
            {
                t.Request();
                var outer = mutex.EnterLease(default);
                t.Forget("granted", outer.Stamp);
                t.Enter(p.CriticalSection);
                Deeper(t, mutex, depths[t.Index] - 1);
                t.Assert(mutex.RecursionDepth == 1 && outer.IsHeld, "the inner scopes have closed the outer one");
                t.Leave(p.CriticalSection);
                outer.Release();
                t.Assert(!mutex.IsHeldByCurrentThread && !outer.IsHeld, "the owner has not left");
            });
        p.AtEnd(check => Free(mutex, check));
    });

    private static void Deeper(ModelThread t, RecursiveMutex mutex, int levels)
    {
        if (levels == 0)
            return;
        var inner = mutex.EnterLease(default);
        Deeper(t, mutex, levels - 1);
        t.Assert(inner.IsHeld, "an inner scope is over before its time");
        inner.Release();
    }

    private static Scenario TimeLimit() => new("RecursiveMutex, thread with a time limit", p =>
    {
        var mutex = new RecursiveMutex();
        p.Thread("A", t => t.Hold(p.CriticalSection, () => mutex.EnterLease(default)));
        p.Thread("B", t => Try(t, mutex, TimeSpan.FromMinutes(10)));
        p.AtEnd(check => Free(mutex, check));
    });

    private static Scenario TryOnly() => new("RecursiveMutex, 3 threads that do not wait", p =>
    {
        var mutex = new RecursiveMutex();
        for (var i = 0; i < 3; i++)
            p.Thread($"{(char)('A' + i)}", t => Try(t, mutex, TimeSpan.Zero));
        p.AtEnd(check => Free(mutex, check));
    });

    /// <summary>Another thread has a copy of a lease: it is refused, frees nothing, and is told of a misuse only while there is one.</summary>
    private static Scenario Foreign() => new("RecursiveMutex, lease in other hands", p =>
    {
        var mutex = new RecursiveMutex();
        var copy = p.Shared("copy");
        var over = p.Shared("over");
        p.Thread("A", t =>
        {
            t.Hold(p.CriticalSection, () =>
            {
                var lease = mutex.EnterLease(default);
                copy.VolatileWrite(lease.Stamp);
                return lease;
            });
            over.VolatileWrite(1);
        });
        p.Thread("B", t => Try(t, mutex, TimeSpan.Zero));
        p.Thread("C", t =>
        {
            var isOver = over.Read() == 1;
            var stamp = copy.Read();
            if (stamp == 0)
                return;
            try
            {
                t.Assert(!mutex.TryRelease(1, stamp), "a thread has left the mutex of another one");
            }
            catch (SynchronizationLockException)
            {
                t.Assert(!isOver, "a lease that is over counts as open");
            }
        });
        p.AtEnd(check => Free(mutex, check));
    });

    private static Scenario Copies() => new("RecursiveMutex, stale copies while others enter", p =>
    {
        var mutex = new RecursiveMutex();
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", t =>
            {
                var lease = mutex.EnterLease(default);
                t.Forget("granted", lease.Stamp);
                t.Critical(() => { });
                lease.Release();
                t.Assert(!mutex.TryRelease(lease.Slot, lease.Stamp), "one acquisition is left twice");
            });
        p.AtEnd(check => Free(mutex, check));
    });

    private static void Try(ModelThread t, RecursiveMutex mutex, TimeSpan timeout)
    {
        if (!mutex.TryEnterScope(timeout, out var scope))
            return;
        t.Critical(() => { });
        scope.Dispose();
    }

    private static void Free(RecursiveMutex mutex, Action<bool, string> check)
    {
        check(mutex.TryEnterScope(TimeSpan.Zero, out _), "nobody can enter any more");
        check(mutex.RecursionDepth == 1, $"who enters is at depth {mutex.RecursionDepth}");
    }
}
