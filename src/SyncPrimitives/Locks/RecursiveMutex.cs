using System.Diagnostics;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// Mutex owned by a thread, which may enter it again; it is free when it has been left as many times as it was entered.
/// Prefer a lock that is not recursive: recursion means that an invariant may be entered half-way.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Without contention entering costs up to twice as much as a Monitor, entering again less; no allocation.</para>
/// <para>Fairness: as <see cref="AsyncMutex"/>, on which it is built.</para>
/// <para>Source: an owner and a count, as in the recursive mutexes of POSIX threads; a stamp for each level is this library's.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public sealed class RecursiveMutex : ILockable, ILeaseSource
{
    private readonly AsyncMutex _mutex;
    private AtomicInt32 _owner = new(0, "owner");

    private OwnedDepth _depth = new();

    // The owner's acquisition of the mutex.
    private AtomicInt64 _stamp = new(0, "acquisition");

    /// <summary>Makes a free mutex.</summary>
    public RecursiveMutex(LockOptions? options = null)
    {
        Options = options ?? LockOptions.Default;
        _mutex = new AsyncMutex(Options, nameof(RecursiveMutex), mutex => LockObserver.For(mutex, mutex.Options, mutex.Id));
    }

    /// <inheritdoc/>
    public long Id => _mutex.Id;

    /// <inheritdoc/>
    public LockOptions Options { get; }

    /// <summary>Whether the calling thread is the owner.</summary>
    public bool IsHeldByCurrentThread => _owner.Read() == CurrentThread.Id;

    /// <summary>How often the calling thread has entered and not left; 0 when it is not the owner.</summary>
    public int RecursionDepth => IsHeldByCurrentThread ? _depth.Depth : 0;

    /// <summary>Enters, blocking the thread while another is the owner.</summary>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the mutex was granted.</exception>
    /// <exception cref="LockOrderException"><see cref="LockOrder"/> is set to throw and the order is violated.</exception>
    /// <remarks>
    /// Disposing the scope throws <see cref="SynchronizationLockException"/> on a thread that is not the owner, and while a
    /// scope opened later on is still open.
    /// </remarks>
    public Scope EnterScope(CancellationToken cancellationToken = default) => new(EnterLease(cancellationToken));

    /// <summary>Enters if that is possible within the time; false otherwise.</summary>
    /// <param name="timeout">From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="scope">The acquisition.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="LockOrderException">As for <see cref="EnterScope"/>.</exception>
    public bool TryEnterScope(TimeSpan timeout, out Scope scope)
    {
        bool entered = TryEnter(Timeouts.ToMilliseconds(timeout), default);
        scope = entered ? new Scope(Push()) : default;
        return entered;
    }

    bool ILockable.SupportsAsync => false;

    private string DebuggerDisplay => $"{LockDebugView.Describe(_mutex)}, owner {_owner.Read()}, depth {_depth.Depth}";

    Lease ILockable.Enter(CancellationToken cancellationToken) => EnterLease(cancellationToken);

    LeaseAwaitable ILockable.EnterAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("A recursive mutex belongs to a thread and cannot be held by an async flow.");

    bool ILeaseSource.TryRelease(int slot, long stamp) => TryRelease(slot, stamp);

    bool ILeaseSource.IsCurrent(int slot, long stamp) => IsHeldByCurrentThread && _depth.IsCurrent(slot, stamp);

    internal bool TryRelease(int slot, long stamp)
    {
        if (!_depth.TryPop(slot, stamp, IsHeldByCurrentThread))
            return false;
        if (_depth.Depth == 0)
        {
            long acquisition = _stamp.Read();
            _owner.Write(0);
            _mutex.TryRelease(acquisition);
        }

        return true;
    }

    internal Lease EnterLease(CancellationToken cancellationToken)
    {
        TryEnter(Timeout.Infinite, cancellationToken);
        return Push();
    }

    private bool TryEnter(int milliseconds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (IsHeldByCurrentThread)
            return true;
        if (!_mutex.TryEnterUnobserved(out Lease lease) && !_mutex.TryEnter(milliseconds, cancellationToken, out lease))
            return false;
        _stamp.Write(lease.Stamp);
        _owner.Write(CurrentThread.Id);
        return true;
    }

    private Lease Push()
    {
        int depth = _depth.Push(out long stamp);
        return new Lease(this, depth, stamp);
    }
}
