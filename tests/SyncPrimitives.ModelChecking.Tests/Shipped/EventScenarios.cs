namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>The events: a signal is never lost, and one of an auto-reset event is handled once.</summary>
internal static class EventScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        Relay(),
        OneOfTwo(),
        CanceledAuto(),
        Gate("AsyncManualResetEvent, thread waits", t => t.Wait(Timeout.InfiniteTimeSpan)),
        Gate("AsyncManualResetEvent, flow waits", t => t.WaitAsync().Await()) with { MaxPreemptions = 1, IsSmall = true },
        CanceledManual(),
        ResetRace(),
    ];

    /// <summary>Who is woken wakes the next.</summary>
    private static Scenario Relay() => new Scenario("AsyncAutoResetEvent, thread, then flow", p =>
    {
        var signal = new AsyncAutoResetEvent();
        p.Thread("A", _ =>
        {
            signal.Wait(Timeout.InfiniteTimeSpan);
            signal.Set();
        });
        p.Thread("B", _ =>
        {
            signal.WaitAsync().Await();
            signal.Set();
        });
        p.Thread("C", _ => signal.Set());
        p.AtEnd(check => check(signal.IsSet, "the last signal is lost"));
    }) with { MaxPreemptions = 2, IsSmall = false };

    /// <summary>Two look, one signal.</summary>
    private static Scenario OneOfTwo() => new("AsyncAutoResetEvent, 2 threads that do not wait", p =>
    {
        var signal = new AsyncAutoResetEvent();
        var taken = p.Shared("taken");
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", _ => taken.Add(signal.Wait(TimeSpan.Zero) ? 1 : 0));
        p.Thread("C", _ => signal.Set());
        p.AtEnd(check => check(taken.Read() + (signal.IsSet ? 1 : 0) == 1, $"one signal was handled {taken.Read()} times"));
    });

    private static Scenario CanceledAuto() => new("AsyncAutoResetEvent, cancelled flow", p =>
    {
        var signal = new AsyncAutoResetEvent();
        var cancellation = new Cancellation();
        var taken = p.Shared("taken");
        p.Thread("A", _ => taken.Write(cancellation.TryAwait(signal.WaitAsync()) ? 1 : 0));
        p.Thread("B", _ => signal.Set());
        p.Thread("Token", _ => cancellation.Cancel());
        p.AtEnd(check =>
        {
            check(taken.Read() + (signal.IsSet ? 1 : 0) == 1, $"one signal was handled {taken.Read()} times and is {(signal.IsSet ? "" : "not ")}set");
            check(signal.WaiterCount == 0, "somebody is still queued");
        });
    });

    private static Scenario Gate(string name, Action<AsyncManualResetEvent> wait) => new Scenario(name, p =>
    {
        var gate = new AsyncManualResetEvent();
        for (var i = 0; i < 2; i++)
            p.Thread($"{(char)('A' + i)}", _ => wait(gate));
        p.Thread("C", _ => gate.Set());
        p.AtEnd(check =>
        {
            check(gate.IsSet, "the gate is closed");
            check(gate.WaiterCount == 0, "somebody is still queued");
        });
    }) with { MaxPreemptions = 2, IsSmall = false };

    private static Scenario CanceledManual() => new("AsyncManualResetEvent, cancelled flow", p =>
    {
        var gate = new AsyncManualResetEvent();
        var cancellation = new Cancellation();
        p.Thread("A", _ => cancellation.TryAwait(gate.WaitAsync()));
        p.Thread("B", _ => gate.Set());
        p.Thread("Token", _ => cancellation.Cancel());
        p.AtEnd(check =>
        {
            check(gate.IsSet, "the gate is closed");
            check(gate.WaiterCount == 0, "somebody is still queued");
        });
    });

    /// <summary>Closing and opening at once ends open if the opening comes last, and whoever waits then gets through.</summary>
    private static Scenario ResetRace() => new("AsyncManualResetEvent, reset, then set", p =>
    {
        var gate = new AsyncManualResetEvent(initialState: true);
        p.Thread("A", _ => gate.Wait(Timeout.InfiniteTimeSpan));
        p.Thread("B", _ =>
        {
            gate.Reset();
            gate.Set();
        });
        p.AtEnd(check => check(gate.IsSet, "the gate is closed"));
    });
}
