using System.Diagnostics;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>A signal that is remembered until exactly one waiter has handled it.</summary>
/// <remarks>
/// <para>Thread-safe, for threads and async flows. Setting it when it is set changes nothing: it is one signal, not a count
/// (for a count use <c>SemaphoreSlim</c>). What was written before <see cref="Set"/> is visible to the waiter it releases, and
/// also to the one that takes a signal which was there already.</para>
/// <para>One compare-and-swap when nobody waits; waiters are pooled and served first-in-first-out.</para>
/// <para>Source: S. Toub, "Building Async Coordination Primitives, Part 2: AsyncAutoResetEvent", 2012; the pooled waiters are this
/// library's.</para>
/// </remarks>
[DebuggerDisplay("AsyncAutoResetEvent, set: {IsSet}, {WaiterCount} waiting")]
public sealed class AsyncAutoResetEvent : IWaitOwner
{
    private const int Signaled = 1;
    private const int Queued = 2;

    private AtomicInt32 _word;
    private AtomicReference<WaitQueue?> _queue = new(null, "queue");

    /// <summary>Makes the event.</summary>
    /// <param name="initialState">Whether there is a signal already.</param>
    /// <param name="options">Name, for reports.</param>
    public AsyncAutoResetEvent(bool initialState = false, LockOptions? options = null)
    {
        _word = new AtomicInt32(initialState ? Signaled : 0, "word");
        Options = options ?? LockOptions.Default;
    }

    /// <summary>The options the event was made with.</summary>
    public LockOptions Options { get; }

    /// <summary>Whether there is a signal nobody has handled. A snapshot for monitoring; never decide by it.</summary>
    public bool IsSet => (_word.Read() & Signaled) != 0;

    /// <summary>How many wait. A snapshot for monitoring; never decide by it.</summary>
    public int WaiterCount => _queue.Read()?.CountSnapshot() ?? 0;

    /// <summary>Signals: releases the one who has waited longest, or lets the next one pass.</summary>
    public void Set()
    {
        int seen = _word.Read();
        while ((seen & Queued) == 0)
        {
            // Also when it is set: the exchange orders what was written before it, which a mere look would not.
            int before = _word.CompareExchange(Signaled, seen);
            if (before == seen)
                return;
            seen = before;
        }

        SetSlow();
    }

    /// <summary>Waits for a signal and takes it, without blocking the thread.</summary>
    /// <param name="cancellationToken">Ends the wait without a signal; cancelled beforehand, none is taken.</param>
    /// <returns>To be awaited once; <see cref="OperationCanceledException"/> if cancelled first.</returns>
    public ValueAwaitable WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueAwaitable.Canceled(cancellationToken);
        if (TryTake())
            return default;
        Waiter? waiter = TakeOrEnqueue();
        return waiter is null ? default : new ValueAwaitable(waiter.BeginAsync(Timeout.Infinite, cancellationToken));
    }

    /// <summary>Waits for a signal and takes it, blocking the thread.</summary>
    /// <param name="timeout">From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellationToken">Ends the wait without a signal; cancelled beforehand, none is taken.</param>
    /// <returns>False when the time has passed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        int milliseconds = Timeouts.ToMilliseconds(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (TryTake())
            return true;
        return milliseconds != 0 && (TakeOrEnqueue() is not { } waiter || waiter.Wait(milliseconds, cancellationToken, out _));
    }

    bool ILeaseSource.TryRelease(int slot, long stamp) => false;

    bool ILeaseSource.IsCurrent(int slot, long stamp) => false;

    void IWaitOwner.AfterRemoval(Waiter removed, ref Grants grants)
    {
        // While anybody is queued there is no signal, so the word is "queued" alone.
        if (removed.Owner.First is null)
            _word.Write(0);
    }

    void IWaitOwner.TakeBack(int slot, long stamp) => Set();

    void IWaitOwner.Abandoned(Waiter removed)
    {
    }

    Lease IWaitOwner.GrantedAsync(Lease lease) => lease;

    private bool TryTake() => _word.Read() == Signaled && _word.CompareExchange(0, Signaled) == Signaled;

    private Waiter? TakeOrEnqueue()
    {
        WaitQueue queue = WaitQueue.Ensure(ref _queue, this);
        Waiter? waiter = null;
        queue.Gate.Enter();
        try
        {
            int seen = _word.Read();
            while (true)
            {
                int before = _word.CompareExchange(seen == Signaled ? 0 : Queued, seen);
                if (before == seen)
                    break;
                seen = before;
            }

            if (seen != Signaled)
                waiter = queue.Enqueue(slot: 0, kind: 0);
        }
        finally
        {
            queue.Gate.Exit();
        }

        return waiter;
    }

    private void SetSlow()
    {
        WaitQueue queue = _queue.Read()!;
        Grants grants = default;
        queue.Gate.Enter();
        try
        {
            if (queue.First is { } first)
            {
                queue.Remove(first);
                grants.Add(first, slot: 0, stamp: 0);
                if (queue.First is null)
                    _word.Write(0);
            }
            else
            {
                // The queue ran empty since: other threads may set and take, so this may be any of their states.
                _word.Exchange(Signaled);
            }
        }
        finally
        {
            queue.Gate.Exit();
        }

        grants.Deliver();
    }
}
