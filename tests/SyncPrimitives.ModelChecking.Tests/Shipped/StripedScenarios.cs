namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>Slots that are locks and share queues: one holder for each slot, and a release wakes who waits for its slot and nobody else.</summary>
internal static class StripedScenarios
{
    // 64 slots have a queue each; with 128 the slots 0 and 64 share one.
    private const int Slots = 128;
    private const int Other = 64;

    public static IEnumerable<Scenario> All =>
    [
        Striped("StripedMutex, 2 threads, one slot", [0], [0]),
        Striped("StripedMutex, 2 threads, several slots in opposite orders", [0, Other], [Other, 0]) with { MaxPreemptions = 2, IsSmall = false },
        Striped("StripedMutex, 2 slots with one queue", [0], [0], [Other], [Other]) with { MaxPreemptions = 1, IsSmall = false },
        Canceled(),
    ];

    private static Scenario Striped(string name, params int[][] slots) => new(name, p =>
    {
        var mutex = new StripedMutex<int>(Slots, static slot => slot);
        var first = p.Section("slot 0");
        var second = p.Section($"slot {Other}");
        for (var i = 0; i < slots.Length; i++)
            p.Thread($"{(char)('A' + i)}", t =>
            {
                var mine = slots[t.Index];
                var lease = Clients.LeaseOf(mine.Length == 1 ? mutex.EnterScope(mine[0]) : mutex.EnterScope(mine));
                if (mine.Length == 1)
                    t.Forget("granted", lease.Slot, lease.Stamp);
                Section[] sections = [.. mine.Select(slot => slot == 0 ? first : second)];
                foreach (var section in sections)
                    t.Enter(section);
                foreach (var section in sections)
                    t.Leave(section);
                lease.Release();
            });
        p.AtEnd(check => Idle(mutex, check));
    });

    /// <summary>Who gives up its slot leaves the waiters of the other slot in the queue.</summary>
    private static Scenario Canceled() => new("StripedMutex, cancelled flow beside another slot", p =>
    {
        var mutex = new StripedMutex<int>(Slots, static slot => slot);
        var first = mutex.EnterScopeAsync(0).Await();
        var second = mutex.EnterScopeAsync(Other).Await();
        var givesUp = Clients.WaiterOf(mutex.EnterScopeAsync(0))!;
        var section = p.Section($"slot {Other}");
        p.Thread("Token", _ => Clients.GiveUp(givesUp, WaitOutcome.Canceled));
        p.Thread("A", _ =>
        {
            first.Release();
            second.Release();
        });
        p.Thread("B", t => t.Hold(section, () => mutex.EnterScopeAsync(Other).Await()));
        p.AtEnd(check =>
        {
            // Who did not give up in time has been granted the slot.
            if (givesUp.IsCompleted(givesUp.Version) && givesUp.Stamp.Read() != 0)
                ((ILeaseSource)mutex).TryRelease(0, givesUp.Stamp.Read());
            Idle(mutex, check);
        });
    });

    private static void Idle(StripedMutex<int> mutex, Action<bool, string> check)
    {
        check(!((ILockState)mutex).IsHeld, "somebody is still inside");
        foreach (var slot in (int[])[0, Other])
            check(mutex.TryEnterScope(slot, TimeSpan.Zero, out _), $"nobody can enter slot {slot} any more");
    }
}
