using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// The nesting of acquisitions by one owner: a stamp for each depth, so that a scope can be told from the ones inside and
/// outside of it. Changed by the owner only; others may ask whether a scope is open.
/// </summary>
internal struct OwnedDepth
{
    private AtomicReference<AtomicInt64[]> _stamps;
    private AtomicInt64 _last;
    private AtomicInt32 _depth;

    public OwnedDepth()
    {
        _stamps = new(Copy([], 4), "stamps");
        _last = new(0, "last stamp");
        _depth = new(0, "depth");
    }

    public int Depth => _depth.Read();

    /// <summary>One deeper; the new depth.</summary>
    public int Push(out long stamp)
    {
        int depth = _depth.Read();
        AtomicInt64[] stamps = _stamps.Read();
        if (depth == stamps.Length)
            _stamps.Write(stamps = Copy(stamps, depth * 2));
        stamp = _last.Read() + 1;
        _last.Write(stamp);

        // Before the depth, so that who sees the depth sees this stamp and not the last one that stood here.
        stamps[depth].Write(stamp);
        _depth.Write(depth + 1);
        return depth + 1;
    }

    /// <summary>One less deep, if the stamp is the innermost; false if it is over already.</summary>
    /// <exception cref="SynchronizationLockException">It is not the caller's, or there are scopes inside of it that are still open.</exception>
    public bool TryPop(int depth, long stamp, bool isOwner)
    {
        if (!IsCurrent(depth, stamp))
            return false;
        if (!isOwner)
            throw new SynchronizationLockException("The lock is held by another thread; only its owner may leave it.");
        if (depth != _depth.Read())
            throw new SynchronizationLockException("The scopes of one thread must be closed innermost first.");
        _depth.Write(depth - 1);
        return true;
    }

    /// <summary>Whether the acquisition is open; a snapshot when asked by others than the owner.</summary>
    public bool IsCurrent(int depth, long stamp) => depth <= _depth.Read() && _stamps.Read()[depth - 1].Read() == stamp;

    private static AtomicInt64[] Copy(AtomicInt64[] stamps, int length)
    {
        var copy = new AtomicInt64[length];
        for (int i = 0; i < length; i++)
            copy[i] = new AtomicInt64(i < stamps.Length ? stamps[i].Read() : 0, "stamp");
        return copy;
    }
}
