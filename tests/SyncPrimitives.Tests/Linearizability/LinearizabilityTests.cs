namespace SyncPrimitives.Tests.Linearizability;

/// <summary>Short runs of three threads, many times, each checked against a sequential object.</summary>
public sealed class LinearizabilityTests
{
    private const int Histories = 400;
    private const int Threads = 3;
    private const int Steps = 6;

    [Fact]
    public void A_semaphore_is_a_counter_that_never_falls_below_zero() => Run(
        () => new CountingSemaphore(2),
        (semaphore, history, random, held) =>
        {
            if (held.Count != 0 && random.Next(2) == 0)
                Release(history, held, "release");
            else if (held.Count == 0 && random.Next(3) == 0)
                history.Record("acquire", () => held.Push(semaphore.AcquireScope()));
            else
                Try(history, held, "try", () => semaphore.TryAcquireScope(TimeSpan.Zero, out Lease lease) ? lease : default);
        },
        2,
        (free, operation) => operation switch
        {
            { Name: "acquire" } or { Name: "try", Result: 1 } => free > 0 ? free - 1 : null,
            { Name: "try" } => free == 0 ? free : null,
            _ => free < 2 ? free + 1 : null,
        });

    [Fact]
    public void A_reader_writer_lock_is_a_count_of_readers_or_one_writer() => Run(
        () => new AsyncReaderWriterLock(),
        (gate, history, random, held) =>
        {
            if (held.Count != 0 && random.Next(2) == 0)
                Release(history, held, ((ILeaseSource)gate).IsCurrent(-1, held.Peek().Stamp) && held.Peek().Slot == -1 ? "leave write" : "leave read");
            else if (random.Next(2) == 0)
                Try(history, held, "read", () => gate.TryEnterReadScopeAsync(TimeSpan.Zero).GetAwaiter().GetResult());
            else
                Try(history, held, "write", () => gate.TryEnterWriteScopeAsync(TimeSpan.Zero).GetAwaiter().GetResult());
        },
        0,
        (state, operation) => operation switch
        {
            // -1 is a writer, otherwise the number of readers.
            { Name: "read", Result: 1 } => state >= 0 ? state + 1 : null,
            { Name: "read" } => state < 0 ? state : null,
            { Name: "write", Result: 1 } => state == 0 ? -1 : null,
            { Name: "write" } => state != 0 ? state : null,
            { Name: "leave read" } => state > 0 ? state - 1 : null,
            _ => state == -1 ? 0 : null,
        });

    [Fact]
    public void A_mutex_is_a_flag_even_when_threads_queue() => Run(
        () => new AsyncMutex(),
        (mutex, history, random, held) =>
        {
            if (held.Count != 0)
                Release(history, held, "leave");
            else if (random.Next(2) == 0)
                history.Record("enter", () => held.Push(((ILockable)mutex).Enter(default)));
            else
                Try(history, held, "try", () => mutex.TryEnterScopeAsync(TimeSpan.Zero).GetAwaiter().GetResult());
        },
        0,
        (state, operation) => operation switch
        {
            { Name: "enter" } or { Name: "try", Result: 1 } => state == 0 ? 1 : null,
            { Name: "try" } => state == 1 ? 1 : null,
            _ => state == 1 ? 0 : null,
        });

    [Fact]
    public void An_auto_reset_event_is_a_flag_that_a_wait_clears() => Run(
        () => new AsyncAutoResetEvent(),
        (signal, history, random, _) =>
        {
            if (random.Next(2) == 0)
                history.Record("set", signal.Set);
            else
                history.Record("take", () => signal.Wait(TimeSpan.Zero));
        },
        0,
        (state, operation) => operation switch
        {
            { Name: "set" } => 1,
            { Result: 1 } => state == 1 ? 0 : null,
            _ => state == 0 ? 0 : null,
        });

    [Fact]
    public void A_manual_reset_event_is_a_flag() => Run(
        () => new AsyncManualResetEvent(),
        (gate, history, random, _) =>
        {
            int choice = random.Next(4);
            if (choice == 0)
                history.Record("set", gate.Set);
            else if (choice == 1)
                history.Record("reset", gate.Reset);
            else
                history.Record("look", () => gate.Wait(TimeSpan.Zero));
        },
        0,
        (state, operation) => operation switch
        {
            { Name: "set" } => 1,
            { Name: "reset" } => 0,
            _ => state == operation.Result ? state : null,
        });

    [Fact]
    public void A_versioned_cell_is_a_register_with_compare_and_swap() => Run(
        () => new MvccCell<int>(0),
        (cell, history, random, _) =>
        {
            int choice = random.Next(3);
            if (choice == 0)
                history.Record("add", () => cell.Update(value => value + 1));
            else if (choice == 1)
                history.Record("read", () => cell.Value);
            else
            {
                int value = cell.Read(out long version);
                history.Record($"from {value}", () => cell.TryUpdate(version, value + 1));
            }
        },
        0,
        (state, operation) => operation.Name switch
        {
            "add" => operation.Result == state + 1 ? state + 1 : null,
            "read" => operation.Result == state ? state : null,
            var from => operation.Result == 1 ? (from == $"from {state}" ? state + 1 : null) : (from != $"from {state}" ? state : null),
        });

    private static void Try(History history, Stack<Lease> held, string name, Func<Lease> attempt) => history.Record(name, () =>
    {
        Lease lease = attempt();
        if (lease.Source is not null)
            held.Push(lease);
        return lease.Source is not null;
    });

    private static void Release(History history, Stack<Lease> held, string name) => history.Record(name, () => held.Pop().Release());

    private static void Run<TObject, TState>(
        Func<TObject> create,
        Action<TObject, History, Random, Stack<Lease>> step,
        TState initial,
        Func<TState, Operation, TState?> apply)
        where TState : struct
    {
        for (int seed = 0; seed < Histories / Threads; seed++)
        {
            var history = new History();
            TObject subject = create();
            using var start = new Barrier(Threads);
            Eventually.OnThreads(Threads, thread =>
            {
                var random = new Random((seed * Threads) + thread);
                var held = new Stack<Lease>();
                start.SignalAndWait();
                for (int i = 0; i < Steps; i++)
                    step(subject, history, random, held);
                while (held.Count != 0)
                    step(subject, history, new Zero(), held);
            });
            Assert.True(Linearizable.Check(history, initial, apply), $"Seed {seed}:\n{string.Join('\n', history.Operations.OrderBy(one => one.Called))}");
        }
    }

    /// <summary>Always the first choice, which is to release.</summary>
    private sealed class Zero : Random
    {
        public override int Next(int maxValue) => 0;
    }
}
