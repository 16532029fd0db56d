using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>
/// Proof of one acquisition. Any copy of it may release, once; a copy that is used later can never release what somebody
/// else acquired meanwhile, because every acquisition has a stamp of its own.
/// </summary>
/// <remarks>
/// Thread-safe: copies may be released from several threads at once, and exactly one of them has an effect. No allocation.
/// May be held across an <c>await</c> and disposed on another thread.
/// </remarks>
public readonly struct Lease : IDisposable, IEquatable<Lease>
{
    private readonly ILeaseSource? _source;
    private readonly long _stamp;
    private readonly int _slot;

    internal Lease(ILeaseSource? source, int slot, long stamp)
    {
        _source = source;
        _stamp = stamp;
        _slot = slot;
    }

    /// <summary>Whether this acquisition is still the current one; false for the default value, a timed-out attempt, and after release.</summary>
    public bool IsHeld => _source is { } source && source.IsCurrent(_slot, _stamp);

    internal ILeaseSource? Source => _source;

    internal int Slot => _slot;

    internal long Stamp => _stamp;

    /// <summary>
    /// Releases if this acquisition is still current. Otherwise nobody is affected and a <c>StaleRelease</c> event is written;
    /// with the AppContext switch <c>SyncPrimitives.ThrowOnMisuse</c> a <see cref="SynchronizationLockException"/> is thrown
    /// instead. Disposing a lease that was never granted does nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        if (_source is { } source && !Release(source))
            Misuse.StaleRelease(source);
    }

    /// <summary>Releases, and insists that this acquisition was still current.</summary>
    /// <exception cref="SynchronizationLockException">The acquisition is already over, or the lease was never granted.</exception>
    public void Release()
    {
        if (_source is not { } source || !Release(source))
            throw Misuse.Over();
    }

    /// <summary>Whether both stand for the same acquisition.</summary>
    public bool Equals(Lease other) => _source == other._source && _stamp == other._stamp && _slot == other._slot;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Lease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _stamp.GetHashCode() ^ _slot;

    /// <summary>Whether both stand for the same acquisition.</summary>
    public static bool operator ==(Lease left, Lease right) => left.Equals(right);

    /// <summary>Whether they stand for different acquisitions.</summary>
    public static bool operator !=(Lease left, Lease right) => !left.Equals(right);

    // The mutex is the common case; knowing its type lets its one compare-and-swap be inlined here.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Release(ILeaseSource source) =>
        source is AsyncMutex mutex ? mutex.TryRelease(_stamp) : source.TryRelease(_slot, _stamp);
}
