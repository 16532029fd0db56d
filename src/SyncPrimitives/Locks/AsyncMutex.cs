using System.Diagnostics;
using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// Exclusive lock for threads and async flows. Not recursive. Barging while idle, first-in-first-out hand-off once somebody
/// waits.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Entering and leaving a free lock is two compare-and-swaps and no allocation: about three quarters of
/// a Monitor. When the lock is held, waiters are pooled by the lock, so after warm-up waiting does not allocate either.</para>
/// <para>Fairness: whoever is queued is served in order and is not overtaken; a caller that finds the lock free with nobody
/// queued takes it at once, and a thread spins for about a microsecond before it queues. For strict order by arrival see
/// <see cref="TicketLock"/>.</para>
/// <para>Source: hand-off as in Mesa-style direct hand-off locks and WTF::Lock/parking_lot; the stamp in the lock word is
/// this library's.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(LockDebugView))]
public sealed class AsyncMutex : ILockable, IMutexOwner
{
    private readonly LockObserver? _observer;
    private readonly string _kind = nameof(AsyncMutex);
    private AtomicInt64 _word = new(0, "word");
    private AtomicReference<WaitQueue?> _queue = new(null, "queue");

    /// <summary>Makes a free lock.</summary>
    public AsyncMutex(LockOptions? options = null)
    {
        Options = options ?? LockOptions.Default;
        Id = LockId.Next();
        _observer = LockObserver.For(this, Options, Id);
    }

    /// <summary>The lock inside another primitive, under that one's name, and with an observer of its making.</summary>
    internal AsyncMutex(LockOptions options, string kind, Func<AsyncMutex, LockObserver?> observer)
    {
        Options = options;
        Id = LockId.Next();
        _kind = kind;
        _observer = observer(this);
    }

    /// <inheritdoc/>
    public long Id { get; }

    /// <inheritdoc/>
    public LockOptions Options { get; }

    /// <summary>Whether somebody is inside. A snapshot for monitoring; never decide by it.</summary>
    public bool IsHeld => HandOff.IsHeld(ref _word);

    /// <summary>How many are queued. A snapshot for monitoring; never decide by it.</summary>
    public int WaiterCount => _queue.Read()?.CountSnapshot() ?? 0;

    /// <summary>Enters, blocking the thread while somebody else is inside.</summary>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the lock was granted.</exception>
    /// <exception cref="LockRecursionException">Owners are tracked, and a scope of this thread holds the lock.</exception>
    /// <exception cref="LockOrderException"><see cref="LockOrder"/> is set to throw and the order is violated.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scope EnterScope(CancellationToken cancellationToken = default) =>
        _observer is null && !cancellationToken.IsCancellationRequested && HandOff.TryEnter(ref _word, out long stamp)
            ? new Scope(this, 0, stamp)
            : EnterSlow(cancellationToken);

    /// <summary>Enters if nobody is inside; false otherwise.</summary>
    public bool TryEnterScope(out Scope scope)
    {
        bool entered = HandOff.TryEnter(ref _word, out long stamp);
        scope = entered ? new Scope(this, 0, stamp) : default;
        if (entered)
            _observer?.Entered(new Lease(this, 0, stamp));
        return entered;
    }

    /// <summary>Enters if that is possible within the time, blocking the thread; false otherwise.</summary>
    /// <param name="timeout">From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="scope">The acquisition.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="LockRecursionException">As for <see cref="EnterScope"/>.</exception>
    /// <exception cref="LockOrderException">As for <see cref="EnterScope"/>.</exception>
    public bool TryEnterScope(TimeSpan timeout, out Scope scope)
    {
        bool entered = TryEnter(Timeouts.ToMilliseconds(timeout), default, out Lease lease);
        scope = new Scope(lease);
        return entered;
    }

    /// <summary>Enters without blocking the thread.</summary>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <returns>To be awaited once; <see cref="OperationCanceledException"/> if cancelled before the lock was granted.</returns>
    /// <exception cref="LockOrderException">As for <see cref="EnterScope"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LeaseAwaitable EnterScopeAsync(CancellationToken cancellationToken = default) =>
        _observer is null && !cancellationToken.IsCancellationRequested && HandOff.TryEnter(ref _word, out long stamp)
            ? new LeaseAwaitable(this, 0, stamp)
            : EnterSlowAsync(Timeout.Infinite, cancellationToken);

    /// <summary>Enters within the time without blocking the thread, or yields a lease whose <see cref="Lease.IsHeld"/> is false.</summary>
    /// <param name="timeout">From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <returns>To be awaited once; <see cref="OperationCanceledException"/> if cancelled before the lock was granted or the time passed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="LockOrderException">As for <see cref="EnterScope"/>.</exception>
    public LeaseAwaitable TryEnterScopeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        EnterSlowAsync(Timeouts.ToMilliseconds(timeout), cancellationToken);

    bool ILockable.SupportsAsync => true;

    string ILockState.Kind => _kind;

    LockObserver? ILockState.Observer => _observer;

    WaitQueue? ILockState.Queue => _queue.Read();

    private string DebuggerDisplay => LockDebugView.Describe(this);

    Lease ILockable.Enter(CancellationToken cancellationToken)
    {
        TryEnter(Timeout.Infinite, cancellationToken, out Lease lease);
        return lease;
    }

    LeaseAwaitable ILockable.EnterAsync(CancellationToken cancellationToken) => EnterScopeAsync(cancellationToken);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryRelease(long stamp) =>
        _observer is null ? HandOff.TryExit(ref _word, stamp, ref _queue) : _observer.TryRelease(0, stamp);

    bool ILeaseSource.TryRelease(int slot, long stamp) => TryRelease(stamp);

    bool IObservedLock.TryReleaseUnobserved(int slot, long stamp) => HandOff.TryExit(ref _word, stamp, ref _queue);

    bool ILeaseSource.IsCurrent(int slot, long stamp) => HandOff.IsCurrent(ref _word, stamp);

    void IWaitOwner.AfterRemoval(Waiter removed, ref Grants grants) => HandOff.AfterRemoval(ref _word, removed.Owner, 0);

    void IWaitOwner.TakeBack(int slot, long stamp) => HandOff.TryExit(ref _word, stamp, ref _queue);

    void IWaitOwner.Abandoned(Waiter removed) => _observer?.Abandoned(removed);

    Lease IWaitOwner.GrantedAsync(Lease lease) => _observer is null ? lease : _observer.EnteredAsync(lease);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Scope EnterSlow(CancellationToken cancellationToken)
    {
        TryEnter(Timeout.Infinite, cancellationToken, out Lease lease);
        return new Scope(lease);
    }

    /// <summary>The fast path alone, for primitives built on this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnterUnobserved(out Lease lease)
    {
        lease = default;
        if (_observer is not null || !HandOff.TryEnter(ref _word, out long stamp))
            return false;
        lease = new Lease(this, 0, stamp);
        return true;
    }

    internal bool TryEnter(int milliseconds, CancellationToken cancellationToken, out Lease lease) =>
        MutexEntry.TryEnter(ref _word, this, 0, milliseconds, cancellationToken, out lease);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal LeaseAwaitable EnterSlowAsync(int milliseconds, CancellationToken cancellationToken) =>
        MutexEntry.EnterAsync(ref _word, this, 0, milliseconds, cancellationToken);

    WaitQueue IMutexOwner.QueueOf(int slot) => WaitQueue.Ensure(ref _queue, this);
}
