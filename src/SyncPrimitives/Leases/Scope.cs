using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>
/// One acquisition of a lock, held by the current frame. Being a ref struct it cannot live across an <c>await</c>, in a
/// field or in a lambda: those three mistakes do not compile.
/// </summary>
/// <remarks>
/// Not thread-safe, and cannot be shared. Costs no allocation. The stamp inside is the idea of Java's
/// <c>StampedLock</c>, here checked on every release.
/// </remarks>
public readonly ref struct Scope
{
    private readonly ILeaseSource? _source;
    private readonly long _stamp;
    private readonly int _slot;

    internal Scope(Lease lease)
        : this(lease.Source, lease.Slot, lease.Stamp)
    {
    }

    internal Scope(ILeaseSource? source, int slot, long stamp)
    {
        _source = source;
        _stamp = stamp;
        _slot = slot;
    }

    /// <summary>Whether this acquisition is still the current one; false for the default value and after release.</summary>
    public bool IsHeld => _source is { } source && source.IsCurrent(_slot, _stamp);

    /// <summary>
    /// Releases the lock. When this acquisition is already over, nobody else is affected and a <c>StaleRelease</c> event is
    /// written; with the AppContext switch <c>SyncPrimitives.ThrowOnMisuse</c> a <see cref="SynchronizationLockException"/> is
    /// thrown instead. Disposing the default value does nothing.
    /// </summary>
    /// <exception cref="SynchronizationLockException">
    /// The lock belongs to a thread and this is another one, or the scopes of a recursive mutex are closed out of order.
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        if (_source is { } source && !(source is AsyncMutex mutex ? mutex.TryRelease(_stamp) : source.TryRelease(_slot, _stamp)))
            Misuse.StaleRelease(source);
    }
}
