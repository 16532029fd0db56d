namespace SyncPrimitives;

/// <summary>Several locks held by the current frame; like <see cref="Scope"/> it cannot live across an <c>await</c>, in a field or in a lambda.</summary>
/// <remarks>Not thread-safe, and cannot be shared.</remarks>
public readonly ref struct MultiScope
{
    private readonly Lease _first;
    private readonly Lease _second;
    private readonly Lease _third;
    private readonly Lease[]? _all;

    internal MultiScope(Lease first, Lease second, Lease third, Lease[]? all)
    {
        _first = first;
        _second = second;
        _third = third;
        _all = all;
    }

    /// <summary>Whether the first of the locks, and so all, are still held by this acquisition.</summary>
    public bool IsHeld => _all is { Length: > 0 } all ? all[0].IsHeld : _first.IsHeld;

    /// <summary>Releases all, the last taken first. Locks that are released already are treated as <see cref="Scope.Dispose"/> treats them.</summary>
    /// <exception cref="SynchronizationLockException">As for <see cref="Scope.Dispose"/>.</exception>
    public void Dispose()
    {
        if (_all is not null)
            CompositeLease.ReleaseAll(_all);
        _third.Dispose();
        _second.Dispose();
        _first.Dispose();
    }
}
