namespace SyncPrimitives;

/// <summary>
/// Takes several locks in one global order, that of their creation, all or none, whatever order the caller names them in.
/// So two callers that name the same locks differently cannot deadlock.
/// </summary>
/// <remarks>
/// Thread-safe. Blocking on two or three locks costs no allocation beyond theirs; async, and from four on, an array and a
/// lease object. When a later lock is cancelled or refused, those taken are released. Source: ordered resources, E. W.
/// Dijkstra, EWD 310 (1971); C++'s <c>std::scoped_lock</c> solves the same by trying and backing off.
/// </remarks>
public static class MultiLock
{
    /// <summary>Enters two locks, blocking the thread.</summary>
    /// <exception cref="ArgumentException">A lock is named twice.</exception>
    /// <exception cref="ArgumentNullException">A lock is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is held.</exception>
    /// <exception cref="LockOrderException"><see cref="LockOrder"/> is set to throw and the order is violated; nothing is held.</exception>
    public static MultiScope EnterScope(ILockable a, ILockable b, CancellationToken cancellationToken = default)
    {
        (a, b) = Sort(a, b);
        Lease first = a.Enter(cancellationToken);
        Lease second;
        try
        {
            second = b.Enter(cancellationToken);
        }
        catch
        {
            first.Dispose();
            throw;
        }

        return new MultiScope(first, second, default, null);
    }

    /// <summary>Enters three locks, blocking the thread.</summary>
    /// <inheritdoc cref="EnterScope(ILockable, ILockable, CancellationToken)"/>
    public static MultiScope EnterScope(ILockable a, ILockable b, ILockable c, CancellationToken cancellationToken = default)
    {
        (a, b) = Sort(a, b);
        (b, c) = Sort(b, c);
        (a, b) = Sort(a, b);
        Lease first = default, second = default, third;
        try
        {
            first = a.Enter(cancellationToken);
            second = b.Enter(cancellationToken);
            third = c.Enter(cancellationToken);
        }
        catch
        {
            second.Dispose();
            first.Dispose();
            throw;
        }

        return new MultiScope(first, second, third, null);
    }

    /// <summary>Enters any number of locks, blocking the thread.</summary>
    /// <inheritdoc cref="EnterScope(ILockable, ILockable, CancellationToken)"/>
    public static MultiScope EnterScope(IReadOnlyCollection<ILockable> locks, CancellationToken cancellationToken = default)
    {
        ILockable[] sorted = Sort(locks);
        var leases = new Lease[sorted.Length];
        try
        {
            for (int i = 0; i < sorted.Length; i++)
                leases[i] = sorted[i].Enter(cancellationToken);
        }
        catch
        {
            CompositeLease.ReleaseAll(leases);
            throw;
        }

        return new MultiScope(default, default, default, leases);
    }

    /// <summary>Enters any number of locks, blocking the thread.</summary>
    /// <inheritdoc cref="EnterScope(ILockable, ILockable, CancellationToken)"/>
    public static MultiScope EnterScope(params ILockable[] locks) => EnterScope((IReadOnlyCollection<ILockable>)locks);

    /// <summary>Enters two locks without blocking the thread.</summary>
    /// <inheritdoc cref="EnterScopeAsync(IReadOnlyCollection{ILockable}, CancellationToken)"/>
    public static LeaseAwaitable EnterScopeAsync(ILockable a, ILockable b, CancellationToken cancellationToken = default) =>
        EnterScopeAsync([a, b], cancellationToken);

    /// <summary>Enters three locks without blocking the thread.</summary>
    /// <inheritdoc cref="EnterScopeAsync(IReadOnlyCollection{ILockable}, CancellationToken)"/>
    public static LeaseAwaitable EnterScopeAsync(ILockable a, ILockable b, ILockable c, CancellationToken cancellationToken = default) =>
        EnterScopeAsync([a, b, c], cancellationToken);

    /// <summary>Enters any number of locks without blocking the thread.</summary>
    /// <returns>To be awaited once; releasing the lease releases all, the last taken first.</returns>
    /// <exception cref="ArgumentException">A lock is named twice, or one belongs to a thread (<see cref="TicketLock"/>, <see cref="RecursiveMutex"/>).</exception>
    /// <exception cref="ArgumentNullException">A lock is null.</exception>
    public static LeaseAwaitable EnterScopeAsync(IReadOnlyCollection<ILockable> locks, CancellationToken cancellationToken = default)
    {
        ILockable[] sorted = Sort(locks);
        if (sorted.FirstOrDefault(one => !one.SupportsAsync) is { } blocking)
            throw new ArgumentException($"A {blocking.GetType().Name} belongs to a thread and cannot be entered by an async flow.", nameof(locks));
        return CompositeLease.EnterAsync(sorted.Length, i => sorted[i].EnterAsync(cancellationToken));
    }

    private static (ILockable Lower, ILockable Higher) Sort(ILockable a, ILockable b)
    {
        if (a is null)
            throw new ArgumentNullException(nameof(a));
        if (b is null)
            throw new ArgumentNullException(nameof(b));
        if (a.Id == b.Id)
            throw Twice();
        return a.Id < b.Id ? (a, b) : (b, a);
    }

    private static ILockable[] Sort(IReadOnlyCollection<ILockable> locks)
    {
        if (locks is null || locks.Any(one => one is null))
            throw new ArgumentNullException(nameof(locks));
        ILockable[] sorted = [.. locks.OrderBy(one => one.Id)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Id == sorted[i - 1].Id)
                throw Twice();
        }

        return sorted;
    }

    private static ArgumentException Twice() => new("The same lock is named twice.");
}
