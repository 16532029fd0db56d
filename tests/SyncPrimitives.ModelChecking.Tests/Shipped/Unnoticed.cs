namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>Sites that nobody misses when they are weakened to a read and a write, and why that is right.</summary>
internal static class Unnoticed
{
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["AsyncReaderWriterLock.cs: Fence.Loads();"] =
            "Loads pass each other under none of the models. The fence orders the caller's plain reads, which on ARM they may.",
        ["HandOff.cs: long before = word.CompareExchange(seen & ~Queued, seen);"] =
            "Made under the gate while 'queued' is set; then nobody changes the word without the gate. A release store would do.",
        ["AsyncAutoResetEvent.cs: _word.Exchange(Signaled);"] =
            "Made under the gate with nobody queued: the word is free or set, and set is right after either. A release store would do.",
        ["AsyncManualResetEvent.cs: _word.Exchange(Open);"] =
            "Made under the gate after the queue has been emptied: open is right whatever the word was. A release store would do.",
        ["TicketLock.cs: _parked[slot].Add(-1);"] =
            "Both additions are made under the gate of the slot. A number seen too high costs a pulse that nobody needs.",
        ["WaitQueue.cs: Waiter? seen = _idle.CompareExchange(top.NextIdle.Read(), top);"] =
            "Only the holder of the gate takes from the pool. A waiter returned meanwhile would be left to the garbage collector.",
    };

    /// <summary>Lines that the model cannot see, and why they are none of its business.</summary>
    public static IReadOnlyDictionary<string, string> PastTheMachine { get; } = new Dictionary<string, string>
    {
        ["HeldLocks.cs: public static FlowEntry? OfFlow => Volatile.Read(ref s_anyFlow) ? Flow.Value : null;"] =
            "A flow's list is the flow's own. The flag is set before it has one and never cleared.",
        ["HeldLocks.cs: Volatile.Write(ref s_anyFlow, true);"] =
            "As above.",
        ["MonitorCalls.cs: private static readonly (Action<object>, Action<object>, Func<object, bool>) OfMonitor = (Monitor.Enter, Monitor.Exit, Monitor.IsEntered);"] =
            "The program's own object and the framework's own lock, as they are.",
    };
}
