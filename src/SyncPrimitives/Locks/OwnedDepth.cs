namespace SyncPrimitives;

/// <summary>
/// The nesting of acquisitions by one owner: a stamp for each depth, so that a scope can be told from the ones inside and
/// outside of it. Touched by the owner only.
/// </summary>
internal struct OwnedDepth
{
    private long[]? _stamps;
    private long _last;

    public int Depth { get; private set; }

    /// <summary>One deeper; the new depth.</summary>
    public int Push(out long stamp)
    {
        _stamps ??= new long[4];
        if (Depth == _stamps.Length)
            Array.Resize(ref _stamps, Depth * 2);
        stamp = ++_last;
        _stamps[Depth] = stamp;
        return ++Depth;
    }

    /// <summary>One less deep, if the stamp is the innermost; false if it is over already.</summary>
    /// <exception cref="SynchronizationLockException">There are scopes inside of it that are still open.</exception>
    public bool TryPop(int depth, long stamp)
    {
        if (!IsCurrent(depth, stamp))
            return false;
        if (depth != Depth)
            throw new SynchronizationLockException("The scopes of one thread must be closed innermost first.");
        Depth--;
        return true;
    }

    public readonly bool IsCurrent(int depth, long stamp) => depth <= Depth && _stamps is not null && _stamps[depth - 1] == stamp;

    /// <summary>Whether no open acquisition has the stamp; a snapshot when asked by others than the owner.</summary>
    public readonly bool IsOver(long stamp)
    {
        for (int depth = Depth; depth > 0; depth--)
        {
            if (IsCurrent(depth, stamp))
                return false;
        }

        return true;
    }
}
