namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>The reader-writer lock and the versioned cell.</summary>
internal static class ReaderWriterScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        Sides("AsyncReaderWriterLock, writer and reader", readers: 1, writers: 1),
        Sides("AsyncReaderWriterLock, 2 writers", readers: 0, writers: 2),
        Sides("AsyncReaderWriterLock, writer and 2 readers", readers: 2, writers: 1) with { MaxPreemptions = 1, IsSmall = false },
        TryOnly() with { IsSmall = false },
        Upgrade() with { IsSmall = false },
        Optimistic(),
        Copies(),
    ];

    private static (Section Read, Section Write) Sections(ModelProgram p)
    {
        var read = p.Section("reading", capacity: 8);
        return (read, p.Section("writing").Excludes(read));
    }

    private static Scenario Sides(string name, int readers, int writers) => new(name, p =>
    {
        var gate = new AsyncReaderWriterLock();
        var (read, write) = Sections(p);
        for (var i = 0; i < readers; i++)
            p.Thread($"R{i}", t => t.Hold(read, () => gate.EnterReadScopeAsync().Await()));
        for (var i = 0; i < writers; i++)
            p.Thread($"W{i}", t => t.Hold(write, () => gate.EnterWriteScopeAsync().Await()));
        p.AtEnd(check => Idle(gate, check));
    });

    private static Scenario TryOnly() => new("AsyncReaderWriterLock, 3 threads that do not wait", p =>
    {
        var gate = new AsyncReaderWriterLock();
        var (read, write) = Sections(p);
        p.Thread("R", t => Try(t, read, gate.TryEnterReadScope(TimeSpan.Zero, out var scope), scope));
        for (var i = 0; i < 2; i++)
            p.Thread($"W{i}", t => Try(t, write, gate.TryEnterWriteScope(TimeSpan.Zero, out var scope), scope));
        p.AtEnd(check => Idle(gate, check));
    });

    private static Scenario Upgrade() => new("AsyncReaderWriterLock, upgrade beside a reader", p =>
    {
        var gate = new AsyncReaderWriterLock();
        var (read, write) = Sections(p);
        p.Thread("U", t =>
        {
            var awaiter = gate.EnterUpgradeableScopeAsync().ConfigureAwait(false).GetAwaiter();
            t.Assert(awaiter.IsCompleted, "nobody else wants to write");
            var upgradeable = awaiter.GetResult();
            var writer = upgradeable.UpgradeAsync().Await();
            t.Enter(write);
            t.Leave(write);
            writer.Release();
            upgradeable.Dispose();
        });
        p.Thread("R", t => t.Hold(read, () => gate.EnterReadScopeAsync().Await()));
        p.AtEnd(check => Idle(gate, check));
    });

    /// <summary>What a valid stamp has seen was never half written.</summary>
    private static Scenario Optimistic() => new("AsyncReaderWriterLock, optimistic reader", p =>
    {
        var gate = new AsyncReaderWriterLock();
        var left = p.Shared("left");
        var right = p.Shared("right");
        p.Thread("W", t => t.Hold(p.CriticalSection, () => gate.EnterWriteScopeAsync().Await(), () =>
        {
            left.VolatileWrite(1);
            right.VolatileWrite(1);
        }));
        p.Thread("R", t =>
        {
            var stamp = gate.TryOptimisticRead();
            var (l, r) = (left.Read(), right.Read());
            t.Assert(!gate.Validate(stamp) || l == r, $"a valid optimistic read saw left={l}, right={r}");
        });
    });

    private static Scenario Copies() => new("AsyncReaderWriterLock, two copies of a lease", p =>
    {
        var gate = new AsyncReaderWriterLock();
        var lease = gate.EnterWriteScopeAsync().Await();
        var released = p.Shared("released");
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", _ => released.Add(((ILeaseSource)gate).TryRelease(lease.Slot, lease.Stamp) ? 1 : 0));
        p.AtEnd(check =>
        {
            check(released.Read() == 1, $"one acquisition was released {released.Read()} times");
            Idle(gate, check);
        });
    });

    private static void Try(ModelThread t, Section section, bool entered, Scope scope)
    {
        if (!entered)
            return;
        t.Enter(section);
        t.Leave(section);
        scope.Dispose();
    }

    private static void Idle(AsyncReaderWriterLock gate, Action<bool, string> check)
    {
        check(gate.ReaderCount == 0 && !gate.IsWriteHeld, "somebody is still inside");
        check(gate.WaiterCount == 0, "somebody is still queued");
        check(gate.TryEnterWriteScope(TimeSpan.Zero, out _), "nobody can enter any more");
    }
}
