using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>Locks that track their owner: each hold is measured once, however soon the next holder comes.</summary>
internal static class HoldScenarios
{
    private static readonly LockOptions Tracked = new() { Name = nameof(HoldScenarios), Owner = OwnerTracking.Thread };

    // A thread's code runs on one real thread from its start, so this is the thread's own.
    [ThreadStatic]
    private static int t_measured;

    public static IEnumerable<Scenario> All =>
    [
        Holds(() => new AsyncMutex(Tracked), m => ((ILockable)m).Enter(default)),
        Holds(() => new RecursiveMutex(Tracked), m => m.EnterLease(default)),
        Holds(() => new TicketLock(Tracked), m => ((ILockable)m).Enter(default)),
        Holds(() => new StripedMutex<int>(1, null, Tracked), m => Clients.LeaseOf(m.EnterScope(1))),
        Holds(() => new KeyedMutex<int>(null, Tracked), m => Clients.LeaseOf(m.EnterScope(1))),
        Holds(() => new CountingSemaphore(1, Tracked), m => m.AcquireScope()),
        Holds(() => new AsyncReaderWriterLock(Tracked), m => Clients.LeaseOf(m.EnterWriteScope())),
    ];

    [ModuleInitializer]
    internal static void Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Name == "sync.lock.hold.duration")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => t_measured++);
        listener.Start();
    }

    private static Scenario Holds<TLock>(Func<TLock> create, Func<TLock, Lease> enter) => new($"{typeof(TLock).Name.Split('`')[0]}, 2 holds are measured", p =>
    {
        var subject = create();
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", t =>
            {
                var lease = enter(subject);
                t.ForgetAllBut(lease);
                t_measured = 0;
                lease.Release();
                t.Assert(t_measured == 1, $"a hold was measured {t_measured} times");
            });
    });
}
