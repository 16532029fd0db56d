using SyncPrimitives.Classic;
using SyncPrimitives.Machine;

namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>Meetings so rare that the ordinary scenarios do not have them; each shows what one atomic change is for.</summary>
internal static class RareScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        NoSeats(),
        CopiesAndCancellation(),
        TwoResets(),
        IdleWaiters(),
        Composite(),
    ];

    /// <summary>Those who are refused a seat do not free one.</summary>
    private static Scenario NoSeats() => new("Register, no seat left", p =>
    {
        var gate = new PetersonLock();
        gate.Register();
        gate.Register();
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", t =>
            {
                for (var attempt = 0; attempt < 2; attempt++)
                    t.Assert(IsRefused(gate), "a third party has a seat");
            });
    });

    /// <summary>
    /// One copy of a lease finds a waiter and goes the slow way; the waiter gives up; the other copy takes the fast way, and
    /// somebody enters. The first copy must not free what is not its own.
    /// </summary>
    private static Scenario CopiesAndCancellation() => new("AsyncMutex, two copies of a lease and a waiter that gives up", p =>
    {
        var mutex = new AsyncMutex();
        mutex.TryEnter(0, default, out var lease);
        var waiter = Clients.WaiterOf(mutex.EnterScopeAsync())!;
        var released = p.Shared("released");
        p.Thread("Token", _ => Clients.GiveUp(waiter, WaitOutcome.Canceled));
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", _ => released.Add(((ILeaseSource)mutex).TryRelease(0, lease.Stamp) ? 1 : 0));
        p.Thread("C", t =>
        {
            if (!mutex.TryEnter(0, default, out var mine))
                return;
            t.Assert(mine.IsHeld, "a stale copy has released somebody else's acquisition");
            mine.Release();
        });
        p.AtEnd(check => check(released.Read() == 1, $"one acquisition was released {released.Read()} times"));
    });

    /// <summary>A second reset comes between the first one and a waiter.</summary>
    private static Scenario TwoResets() => new("AsyncManualResetEvent, 2 resets, then set", p =>
    {
        var gate = new AsyncManualResetEvent(initialState: true);
        var isReset = p.Shared("reset");
        p.Thread("A", _ =>
        {
            gate.Reset();
            isReset.VolatileWrite(1);
        });
        p.Thread("B", _ =>
        {
            gate.Reset();
            isReset.Await(1, 0);
            gate.Set();
        });
        p.Thread("C", _ => gate.WaitAsync().Await());
    });

    /// <summary>A waiter comes back to the pool while others are taken out: nobody gets one that is in use.</summary>
    private static Scenario IdleWaiters() => new("WaitQueue, return while renting", p =>
    {
        var queue = new WaitQueue(new AsyncMutex());
        queue.Gate.Enter();
        Waiter[] idle = [queue.Enqueue(0, 0), queue.Enqueue(0, 0)];
        foreach (var waiter in idle)
            queue.Remove(waiter);
        queue.Gate.Exit();
        queue.Return(idle[0]);
        p.Thread("A", _ => queue.Return(idle[1]));
        p.Thread("B", t =>
        {
            queue.Gate.Enter();
            Waiter[] rented = [queue.Enqueue(0, 0), queue.Enqueue(0, 0), queue.Enqueue(0, 0)];
            queue.Gate.Exit();
            t.Assert(rented.Distinct().Count() == 3, "one waiter is used twice");
        });
    });

    private static Scenario Composite() => new("MultiLock, two copies of a lease", p =>
    {
        var mutex = new AsyncMutex();
        mutex.TryEnter(0, default, out var part);
        var lease = new CompositeLease([part]).Lease;
        var released = p.Shared("released");
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", _ => released.Add(lease.Source!.TryRelease(lease.Slot, lease.Stamp) ? 1 : 0));
        p.AtEnd(check => check(released.Read() == 1, $"one acquisition was released {released.Read()} times"));
    });

    private static bool IsRefused(PetersonLock gate)
    {
        try
        {
            gate.Register();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
