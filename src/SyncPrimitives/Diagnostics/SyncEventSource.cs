using System.Diagnostics.Tracing;

namespace SyncPrimitives;

/// <summary>The event source <c>SyncPrimitives</c>. Written to on slow paths only; shaped like the runtime's own contention events.</summary>
[EventSource(Name = "SyncPrimitives")]
internal sealed class SyncEventSource : EventSource
{
    public static readonly SyncEventSource Log = new();

    [Event(1, Level = EventLevel.Informational, Message = "{1} '{0}': waiting")]
    public void ContentionStart(string name, string kind) => WriteEvent(1, name, kind);

    [Event(2, Level = EventLevel.Informational, Message = "'{0}': waited {1} ns")]
    public void ContentionStop(string name, long nanoseconds) => WriteEvent(2, name, nanoseconds);

    [Event(3, Level = EventLevel.Warning, Message = "{0}")]
    public void OrderViolation(string message) => WriteEvent(3, message);

    [Event(4, Level = EventLevel.Warning, Message = "{1} '{0}': an acquisition that was over was released again")]
    public void StaleRelease(string name, string kind) => WriteEvent(4, name, kind);

    [Event(5, Level = EventLevel.Error, Message = "{1} '{0}': a lease was lost without having been released")]
    public void LeaseAbandoned(string name, string kind) => WriteEvent(5, name, kind);
}
