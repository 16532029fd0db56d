namespace SyncPrimitives;

/// <summary>Name, rank and checks of a lock. Immutable; share one between the locks of one class.</summary>
/// <remarks>Thread-safe. The locks that share one instance are one node of the <see cref="LockOrder"/> graph.</remarks>
public sealed class LockOptions
{
    internal static readonly LockOptions Default = new();

    /// <summary>Name shown in the debugger, metrics, events and the lock-order graph.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Position in the program's lock hierarchy. A ranked lock may be entered only while every ranked lock held has a lower
    /// rank; <see cref="LockOrder"/> checks it. 0 is unranked.
    /// </summary>
    public int Rank { get; init; }

    /// <summary>Whether the lock remembers its holder, for the debugger, recursion checks and abandoned leases.</summary>
    public OwnerTracking Owner { get; init; }
}

/// <summary>How much a lock remembers of its holder.</summary>
public enum OwnerTracking
{
    /// <summary>Nothing: no cost.</summary>
    None,

    /// <summary>
    /// Thread and time of the acquisition. Entering again on the holding thread throws; abandoned leases are reported. Costs
    /// about a tenth of a microsecond and an object for each acquisition.
    /// </summary>
    Thread,

    /// <summary>Also the stack of the acquisition. Costs microseconds for each; for debugging.</summary>
    ThreadAndStack,
}
