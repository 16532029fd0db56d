using System.Diagnostics;
using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// Dijkstra's counting semaphore for threads and async flows: P takes permits, V is disposing the lease. First-in-first-out.
/// There is no release by number: a permit that was not taken cannot be given back.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Taking and returning a permit without contention is three compare-and-swaps and no allocation, a
/// little more than a Monitor; waiters are pooled. Memory is about 60 bytes a permit.</para>
/// <para>Fairness: once somebody is queued, permits go to the queue in order, and one who wants many is not overtaken by
/// those who want few. Because permits are taken all at once or not at all, acquirers do not deadlock on one semaphore.</para>
/// <para>For signals from a producer, which returns what it never took, use <c>SemaphoreSlim</c> or a <c>Channel</c>.</para>
/// <para>Source: E. W. Dijkstra, "Cooperating Sequential Processes" (EWD 123, 1965).</para>
/// </remarks>
[DebuggerDisplay("CountingSemaphore, {AvailablePermits} of {Permits} available")]
public sealed class CountingSemaphore : IWaitOwner, IObservedLock
{
    private readonly SlotStack _slots;
    private readonly LockObserver? _observer;
    private AtomicReference<WaitQueue?> _queue = new(null, "queue");

    /// <summary>Makes a semaphore with all permits available.</summary>
    /// <param name="permits">From 1 to 16 777 215.</param>
    /// <param name="options">Name and owner tracking; a semaphore has no place in the lock order.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of permits is out of range.</exception>
    public CountingSemaphore(int permits, LockOptions? options = null)
    {
        if (permits is < 1 or > SlotStack.MaxSlots)
            throw new ArgumentOutOfRangeException(nameof(permits), permits, $"A semaphore has from 1 to {SlotStack.MaxSlots} permits.");
        Options = options ?? LockOptions.Default;
        Permits = permits;
        _slots = new SlotStack(permits);
        _observer = LockObserver.For(this, Options, order: 0, graph: null);
    }

    /// <summary>How many permits there are.</summary>
    public int Permits { get; }

    /// <summary>How many are not taken. A snapshot for monitoring; never decide by it.</summary>
    public int AvailablePermits => _slots.Available;

    /// <summary>How many acquirers are queued. A snapshot for monitoring; never decide by it.</summary>
    public int WaiterCount => _queue.Read()?.CountSnapshot() ?? 0;

    /// <summary>The options the semaphore was made with.</summary>
    public LockOptions Options { get; }

    /// <summary>Takes a permit, blocking the thread until there is one.</summary>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before a permit was granted.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lease AcquireScope(CancellationToken cancellationToken = default) =>
        _observer is null && !cancellationToken.IsCancellationRequested && _slots.TryPop(1, SlotStack.Queued, out int slot, out long stamp)
            ? new Lease(this, slot, stamp)
            : AcquireSlow(cancellationToken);

    /// <summary>Takes a permit without blocking the thread.</summary>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <returns>To be awaited once; <see cref="OperationCanceledException"/> if cancelled before a permit was granted.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LeaseAwaitable AcquireScopeAsync(CancellationToken cancellationToken = default) =>
        _observer is null && !cancellationToken.IsCancellationRequested && _slots.TryPop(1, SlotStack.Queued, out int slot, out long stamp)
            ? new LeaseAwaitable(this, slot, stamp)
            : AcquireSlowAsync(1, Timeout.Infinite, cancellationToken);

    /// <summary>Takes several permits at once, or none, without blocking the thread. One lease stands for all of them.</summary>
    /// <param name="permits">From 1 to <see cref="Permits"/>.</param>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <returns>To be awaited once; <see cref="OperationCanceledException"/> if cancelled before the permits were granted.</returns>
    /// <exception cref="ArgumentOutOfRangeException">More permits than there are, or less than one.</exception>
    public LeaseAwaitable AcquireScopeAsync(int permits, CancellationToken cancellationToken = default)
    {
        if (permits < 1 || permits > Permits)
            throw new ArgumentOutOfRangeException(nameof(permits), permits, $"The semaphore has {Permits} permits.");
        return AcquireSlowAsync(permits, Timeout.Infinite, cancellationToken);
    }

    /// <summary>Takes a permit if that is possible within the time, blocking the thread; false otherwise.</summary>
    /// <param name="timeout">From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="permit">The acquisition.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    public bool TryAcquireScope(TimeSpan timeout, out Lease permit) =>
        TryAcquire(Timeouts.ToMilliseconds(timeout), default, out permit);

    /// <summary>Takes a permit within the time without blocking the thread, or yields a lease whose <see cref="Lease.IsHeld"/> is false.</summary>
    /// <param name="timeout">From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <returns>To be awaited once; <see cref="OperationCanceledException"/> if cancelled first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    public LeaseAwaitable TryAcquireScopeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        AcquireSlowAsync(1, Timeouts.ToMilliseconds(timeout), cancellationToken);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool ILeaseSource.TryRelease(int slot, long stamp) =>
        _observer is null ? TryReleaseUnobserved(slot, stamp) : _observer.TryRelease(slot, stamp);

    bool IObservedLock.TryReleaseUnobserved(int slot, long stamp) => TryReleaseUnobserved(slot, stamp);

    bool ILeaseSource.IsCurrent(int slot, long stamp) => _slots.IsCurrent(slot, stamp);

    void IWaitOwner.AfterRemoval(Waiter removed, ref Grants grants) => Serve(removed.Owner, ref grants);

    void IWaitOwner.TakeBack(int slot, long stamp) => TryReleaseUnobserved(slot, stamp);

    void IWaitOwner.Abandoned(Waiter removed)
    {
    }

    Lease IWaitOwner.GrantedAsync(Lease lease) => _observer is null ? lease : _observer.EnteredAsync(lease);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReleaseUnobserved(int slot, long stamp)
    {
        if (!_slots.TryEnd(slot, stamp))
            return false;
        if (!_slots.TryPush(slot, SlotStack.Queued))
            ReturnToQueue(slot);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Lease AcquireSlow(CancellationToken cancellationToken)
    {
        TryAcquire(Timeout.Infinite, cancellationToken, out Lease lease);
        return lease;
    }

    private bool TryAcquire(int milliseconds, CancellationToken cancellationToken, out Lease lease)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool taken = _slots.TryPop(1, SlotStack.Queued, out int slot, out long stamp)
            || (milliseconds != 0 && SpinToTake(out slot, out stamp));
        lease = taken ? new Lease(this, slot, stamp) : default;
        if (!taken && MayTryMore(milliseconds))
        {
            Waiter? waiter = TakeOrEnqueue(1, milliseconds, out lease);
            taken = waiter is null ? lease.Source is not null : waiter.Wait(milliseconds, cancellationToken, out lease);
        }

        if (taken)
            _observer?.Entered(lease);
        return taken;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LeaseAwaitable AcquireSlowAsync(int permits, int milliseconds, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return LeaseAwaitable.Canceled(cancellationToken);
        Lease lease;
        if (_slots.TryPop(permits, SlotStack.Queued, out int slot, out long stamp))
            lease = new Lease(this, slot, stamp);
        else if (!MayTryMore(milliseconds))
            return default;
        else if (TakeOrEnqueue(permits, milliseconds, out lease) is { } waiter)
            return new LeaseAwaitable(waiter.BeginAsync(milliseconds, cancellationToken));
        return new LeaseAwaitable(_observer is null || lease.Source is null ? lease : _observer.EnteredAsync(lease));
    }

    // For about the time of a short section, unless somebody is queued: nobody overtakes a queue.
    private bool SpinToTake(out int slot, out long stamp)
    {
        var spinner = Spinner.Start();
        while (!_slots.Has(SlotStack.Queued) && spinner.TryOnce())
        {
            if (_slots.TryPop(1, SlotStack.Queued, out slot, out stamp))
                return true;
        }

        slot = 0;
        stamp = 0;
        return false;
    }

    // Without time to wait, "queued" is no answer: it is also set for a moment by who then takes a permit.
    private bool MayTryMore(int milliseconds) => milliseconds != 0 || _slots.Has(SlotStack.Queued);

    private Waiter? TakeOrEnqueue(int permits, int milliseconds, out Lease lease)
    {
        WaitQueue queue = WaitQueue.Ensure(ref _queue, this);
        lease = default;
        Waiter? waiter = null;
        queue.Gate.Enter();
        try
        {
            _slots.Set(SlotStack.Queued);
            if (queue.First is null && _slots.TryPop(permits, unless: 0, out int slot, out long stamp))
                lease = new Lease(this, slot, stamp);
            else if (milliseconds != 0)
                waiter = queue.Enqueue(slot: 0, permits);
            if (queue.First is null)
                _slots.Clear(SlotStack.Queued);
        }
        finally
        {
            queue.Gate.Exit();
        }

        return waiter;
    }

    private void ReturnToQueue(int slot)
    {
        // Somebody set "queued", so there is a queue; it may have run empty since.
        WaitQueue queue = _queue.Read()!;
        Grants grants = default;
        queue.Gate.Enter();
        try
        {
            _slots.TryPush(slot, unless: 0);
            Serve(queue, ref grants);
        }
        finally
        {
            queue.Gate.Exit();
        }

        grants.Deliver();
    }

    // Under the gate.
    private void Serve(WaitQueue queue, ref Grants grants)
    {
        while (queue.First is { } first && _slots.TryPop(first.Kind.Value, unless: 0, out int slot, out long stamp))
        {
            queue.Remove(first);
            grants.Add(first, slot, stamp);
        }

        if (queue.First is null)
            _slots.Clear(SlotStack.Queued);
    }
}
