using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>An object of the program's own that is locked by its monitor, with the stamps that scopes need.</summary>
/// <remarks>The depth and the stamps are changed by the holder of the monitor only.</remarks>
internal sealed class TrackedMonitor : IObservedLock
{
    private static readonly ConditionalWeakTable<object, TrackedMonitor> Known = new();

    private readonly object _monitor;
    private readonly LockObserver? _observer;
    private readonly Action<object> _enter;
    private readonly Action<object> _exit;
    private readonly Func<object, bool> _isEntered;
    private OwnedDepth _depth = new();

    private TrackedMonitor(object monitor, string? name)
    {
        _monitor = monitor;
        (_enter, _exit, _isEntered) = MonitorCalls.For(monitor);
        Options = new LockOptions { Name = name };
        _observer = LockObserver.For(this, Options, LockId.Next());
    }

    public LockOptions Options { get; }

    public static TrackedMonitor Of(object monitor, string? name) =>
        Known.TryGetValue(monitor, out TrackedMonitor? known) ? known : Known.GetValue(monitor, key => new TrackedMonitor(key, name));

    public Scope Enter()
    {
        // Entering again is no new order.
        if (_observer is not null && !_isEntered(_monitor))
            _observer.Entering(isAsync: false);
        _enter(_monitor);
        int depth = _depth.Push(out long stamp);
        var lease = new Lease(this, depth, stamp);
        if (depth == 1)
            _observer?.Entered(lease);
        return new Scope(lease);
    }

    public bool TryRelease(int slot, long stamp)
    {
        if (!_depth.TryPop(slot, stamp, _isEntered(_monitor)))
            return false;
        return slot == 1 && _observer is not null ? _observer.TryRelease(slot, stamp) : TryReleaseUnobserved(slot, stamp);
    }

    public bool TryReleaseUnobserved(int slot, long stamp)
    {
        _exit(_monitor);
        return true;
    }

    public bool IsCurrent(int slot, long stamp) => _isEntered(_monitor) && _depth.IsCurrent(slot, stamp);
}
