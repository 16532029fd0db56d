using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>One acquisition of a lock that tracks its owner.</summary>
internal sealed class LockHolder(Lease lease, bool isAsync, string? stack)
{
    private readonly long _since = Clock.Ticks;

    public int Slot => lease.Slot;

    public int ThreadId { get; } = CurrentThread.Id;

    /// <summary>An async flow may have left the thread since.</summary>
    public bool IsAsync { get; } = isAsync;

    public string? Stack { get; } = stack;

    public TimeSpan HeldFor => Clock.Since(_since);

    public bool IsCurrent => lease.IsHeld;

    public bool Is(int slot, long stamp) => lease.Slot == slot && lease.Stamp == stamp;
}
