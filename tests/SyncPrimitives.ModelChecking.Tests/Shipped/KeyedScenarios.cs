namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>A lock for each key: one holder for each, an entry exactly as long as somebody holds or wants the key, none left over.</summary>
internal static class KeyedScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        Keyed("KeyedMutex, 2 threads, one key", (Block, [1]), (Block, [1])),
        Keyed("KeyedMutex, 2 flows, one key", (Await, [1]), (Await, [1])),
        Keyed("KeyedMutex, thread and flow, one key", (Block, [1]), (Await, [1])),
        Keyed("KeyedMutex, thread with a time limit", (Block, [1]), (TryFor, [1])),
        Keyed("KeyedMutex, 2 threads, 2 keys crosswise", (Block, [1, 2]), (Block, [2, 1])) with { MaxPreemptions = 2, IsSmall = false },
        Keyed("KeyedMutex, 3 threads that do not wait", (Try, [1]), (Try, [1]), (Try, [1])),
        Keyed("KeyedMutex, time limit beside one that does not wait", (Block, [1]), (TryFor, [1]), (Try, [1])) with { MaxPreemptions = 1, IsSmall = false },
        Keyed("KeyedMutex, thread, flow, and one that does not wait", (Block, [1]), (Await, [1]), (Try, [1])) with { MaxPreemptions = 1, IsSmall = false },
        Canceled(),
        CanceledThread(),
        Stale(),
    ];

    private delegate bool Enter(KeyedMutex<int> mutex, int key, out Lease lease);

    private static Scenario Keyed(string name, params (Enter Enter, int[] Keys)[] threads) => new(name, p =>
    {
        var mutex = new KeyedMutex<int>();
        var sections = Sections(p);
        for (var i = 0; i < threads.Length; i++)
            p.Thread($"{(char)('A' + i)}", t => t.Repeat(threads[t.Index].Keys.Length, round =>
            {
                var key = threads[t.Index].Keys[round];
                if (threads[t.Index].Enter(mutex, key, out var lease))
                    Use(t, sections[key - 1], lease);
            }));
        p.AtEnd(check => Idle(mutex, check));
    });

    private static Scenario Canceled() => new("KeyedMutex, cancelled flow", p =>
    {
        var mutex = new KeyedMutex<int>();
        var sections = Sections(p);
        var cancellation = new Cancellation();
        p.Thread("A", t =>
        {
            if (cancellation.TryAwait(mutex.EnterScopeAsync(1), out var lease))
                Use(t, sections[0], lease);
        });
        p.Thread("B", t =>
        {
            Block(mutex, 1, out var lease);
            Use(t, sections[0], lease);
        });
        p.Thread("Token", _ => cancellation.Cancel());
        p.AtEnd(check => Idle(mutex, check));
    });

    private static Scenario CanceledThread() => new("KeyedMutex, cancelled thread", p =>
    {
        var mutex = new KeyedMutex<int>();
        var sections = Sections(p);
        var held = mutex.EnterScopeAsync(1).Await();
        var queue = ((IMutexOwner)held.Source!).QueueOf(0);
        p.Thread("A", t =>
        {
            try
            {
                Block(mutex, 1, out var lease);
                Use(t, sections[0], lease);
            }
            catch (OperationCanceledException)
            {
            }
        });
        p.Thread("B", _ => held.Release());
        p.Thread("Token", _ => queue.CancelFirst());
        p.AtEnd(check => Idle(mutex, check));
    });

    /// <summary>The lock of a key is used again for another one while somebody still has a lease of the first.</summary>
    private static Scenario Stale() => new("KeyedMutex, copy of a lease of a forgotten key", p =>
    {
        var mutex = new KeyedMutex<int>();
        var sections = Sections(p);
        var stale = mutex.EnterScopeAsync(1).Await();
        var released = p.Shared("released");
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", _ => released.Add(stale.Source!.TryRelease(stale.Slot, stale.Stamp) ? 1 : 0));
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('C' + i)}", t =>
            {
                if (Try(mutex, 2, out var lease))
                    Use(t, sections[1], lease);
            });
        p.AtEnd(check =>
        {
            check(released.Read() == 1, $"one acquisition was released {released.Read()} times");
            Idle(mutex, check);
        });
    });

    private static Section[] Sections(ModelProgram p) => [p.Section("key 1"), p.Section("key 2")];

    private static void Use(ModelThread t, Section section, Lease lease)
    {
        t.ForgetAllBut(lease);
        t.Enter(section);
        t.Leave(section);
        lease.Release();
    }

    private static void Idle(KeyedMutex<int> mutex, Action<bool, string> check)
    {
        check(mutex.ActiveKeyCount == 0, $"{mutex.ActiveKeyCount} keys are still in use");
        var entered = Try(mutex, 1, out var first) & Try(mutex, 2, out var second);
        check(entered, "nobody can enter a key any more");
        if (!entered)
            return;
        check(mutex.ActiveKeyCount == 2, "a key is held and forgotten");
        first.Release();
        second.Release();
        check(mutex.ActiveKeyCount == 0, "a key is free and remembered");
    }

    private static bool Block(KeyedMutex<int> mutex, int key, out Lease lease)
    {
        lease = Clients.LeaseOf(mutex.EnterScope(key));
        return true;
    }

    private static bool Await(KeyedMutex<int> mutex, int key, out Lease lease)
    {
        lease = mutex.EnterScopeAsync(key).Await();
        return true;
    }

    private static bool TryFor(KeyedMutex<int> mutex, int key, out Lease lease) => Try(mutex, key, TimeSpan.FromMinutes(10), out lease);

    private static bool Try(KeyedMutex<int> mutex, int key, out Lease lease) => Try(mutex, key, TimeSpan.Zero, out lease);

    private static bool Try(KeyedMutex<int> mutex, int key, TimeSpan timeout, out Lease lease)
    {
        var entered = mutex.TryEnterScope(key, timeout, out var scope);
        lease = Clients.LeaseOf(scope);
        return entered;
    }
}
