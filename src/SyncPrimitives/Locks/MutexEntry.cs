using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>Entering a word of <see cref="HandOff"/>, with all that belongs to it: checks, spinning, waiting, observers.</summary>
internal static class MutexEntry
{
    /// <summary>Enters, blocking the thread for at most the time (-1: without end, 0: not at all).</summary>
    public static bool TryEnter(ref AtomicInt64 word, IMutexOwner owner, int slot, int milliseconds, CancellationToken cancellationToken, out Lease lease)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LockObserver? observer = owner.Observer;
        if (milliseconds != 0)
            observer?.Entering(isAsync: false, slot);
        bool entered = HandOff.TryEnter(ref word, out long stamp)
            || (milliseconds != 0 && HandOff.SpinToEnter(ref word, out stamp));
        lease = entered ? new Lease(owner, slot, stamp) : default;
        if (!entered && milliseconds != 0)
        {
            Waiter? waiter = HandOff.EnterOrEnqueue(ref word, owner.QueueOf(slot), slot, out stamp);
            lease = new Lease(owner, slot, stamp);
            entered = waiter is null || waiter.Wait(milliseconds, cancellationToken, out lease);
        }

        if (entered)
            observer?.Entered(lease);
        return entered;
    }

    /// <summary>Enters without blocking; after the time (-1: without end) the lease is not held.</summary>
    public static LeaseAwaitable EnterAsync(ref AtomicInt64 word, IMutexOwner owner, int slot, int milliseconds, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return LeaseAwaitable.Canceled(cancellationToken);
        LockObserver? observer = owner.Observer;
        if (milliseconds != 0)
            observer?.Entering(isAsync: true, slot);
        if (!HandOff.TryEnter(ref word, out long stamp))
        {
            if (milliseconds == 0)
                return default;
            Waiter? waiter = HandOff.EnterOrEnqueue(ref word, owner.QueueOf(slot), slot, out stamp);
            if (waiter is not null)
                return new LeaseAwaitable(waiter.BeginAsync(milliseconds, cancellationToken));
        }

        var lease = new Lease(owner, slot, stamp);
        return new LeaseAwaitable(observer is null ? lease : observer.EnteredAsync(lease));
    }
}
