namespace SyncPrimitives;

/// <summary>A lock that <see cref="MultiLock"/> and <see cref="LockOrder"/> understand; implemented inside this library only.</summary>
public interface ILockable
{
    /// <summary>Number of the lock, in order of creation over the process: the order in which <see cref="MultiLock"/> takes locks.</summary>
    long Id { get; }

    /// <summary>The options the lock was made with.</summary>
    LockOptions Options { get; }

    /// <summary>Whether <see cref="EnterAsync"/> works; a lock owned by a thread cannot be held by an async flow.</summary>
    internal bool SupportsAsync { get; }

    internal Lease Enter(CancellationToken cancellationToken);

    internal LeaseAwaitable EnterAsync(CancellationToken cancellationToken);
}
