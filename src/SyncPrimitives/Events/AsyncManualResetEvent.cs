using System.Diagnostics;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>A gate: closed, everybody waits; once set, everybody passes until it is reset.</summary>
/// <remarks>
/// <para>Thread-safe, for threads and async flows. What was written before <see cref="Set"/> is visible to everybody who
/// passes afterwards. One load to pass an open gate; waiters are pooled.</para>
/// <para>Those who wait when it is set are released even if it is reset at once.</para>
/// <para>Fairness: setting it releases everybody who waits, those who came first at first.</para>
/// <para>Source: S. Toub, "Building Async Coordination Primitives, Part 1: AsyncManualResetEvent", 2012; the pooled waiters are this
/// library's.</para>
/// </remarks>
[DebuggerDisplay("AsyncManualResetEvent, set: {IsSet}, {WaiterCount} waiting")]
public sealed class AsyncManualResetEvent : IWaitOwner
{
    private const int Open = 1;
    private const int Queued = 2;

    private AtomicInt32 _word;
    private AtomicReference<WaitQueue?> _queue = new(null, "queue");

    /// <summary>Makes the event.</summary>
    /// <param name="initialState">Whether it is set.</param>
    /// <param name="options">Name, for reports.</param>
    public AsyncManualResetEvent(bool initialState = false, LockOptions? options = null)
    {
        _word = new AtomicInt32(initialState ? Open : 0, "word");
        Options = options ?? LockOptions.Default;
    }

    /// <summary>The options the event was made with.</summary>
    public LockOptions Options { get; }

    /// <summary>Whether it is set.</summary>
    public bool IsSet => (_word.Read() & Open) != 0;

    /// <summary>How many wait. A snapshot for monitoring; never decide by it.</summary>
    public int WaiterCount => _queue.Read()?.CountSnapshot() ?? 0;

    /// <summary>Opens the gate and releases everybody who waits.</summary>
    public void Set()
    {
        int seen = _word.Read();
        while ((seen & Queued) == 0)
        {
            // Also when it is open: the exchange orders what was written before it, which a mere look would not.
            int before = _word.CompareExchange(Open, seen);
            if (before == seen)
                return;
            seen = before;
        }

        SetSlow();
    }

    /// <summary>Closes the gate, for those who come later.</summary>
    public void Reset() => _word.CompareExchange(0, Open);

    /// <summary>Passes when the gate is open, without blocking the thread.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>To be awaited once; <see cref="OperationCanceledException"/> if cancelled first.</returns>
    public ValueAwaitable WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueAwaitable.Canceled(cancellationToken);
        if (IsSet)
            return default;
        Waiter? waiter = PassOrEnqueue();
        return waiter is null ? default : new ValueAwaitable(waiter.BeginAsync(Timeout.Infinite, cancellationToken));
    }

    /// <summary>Passes when the gate is open, blocking the thread.</summary>
    /// <param name="timeout">From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the time has passed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        int milliseconds = Timeouts.ToMilliseconds(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (IsSet)
            return true;
        return milliseconds != 0 && (PassOrEnqueue() is not { } waiter || waiter.Wait(milliseconds, cancellationToken, out _));
    }

    bool ILeaseSource.TryRelease(int slot, long stamp) => false;

    bool ILeaseSource.IsCurrent(int slot, long stamp) => false;

    void IWaitOwner.AfterRemoval(Waiter removed, ref Grants grants)
    {
        // While anybody is queued the gate is closed, so the word is "queued" alone.
        if (removed.Owner.First is null)
            _word.Write(0);
    }

    void IWaitOwner.TakeBack(int slot, long stamp)
    {
    }

    void IWaitOwner.Abandoned(Waiter removed)
    {
    }

    Lease IWaitOwner.GrantedAsync(Lease lease) => lease;

    private Waiter? PassOrEnqueue()
    {
        WaitQueue queue = WaitQueue.Ensure(ref _queue, this);
        Waiter? waiter = null;
        queue.Gate.Enter();
        try
        {
            int seen = _word.Read();
            while (seen != Open)
            {
                int before = _word.CompareExchange(Queued, seen);
                if (before == seen)
                {
                    waiter = queue.Enqueue(slot: 0, kind: 0);
                    break;
                }

                seen = before;
            }
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
            while (queue.First is { } first)
            {
                queue.Remove(first);
                grants.Add(first, slot: 0, stamp: 0);
            }

            _word.Exchange(Open);
        }
        finally
        {
            queue.Gate.Exit();
        }

        grants.Deliver();
    }
}
