using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <content>The slow paths. Under the gate with "queued" set, nobody else changes the lock.</content>
public sealed partial class AsyncReaderWriterLock : IWaitOwner, ILockState
{
    // What a waiter waits for.
    private const int Read = 1;
    private const int Write = 2;
    private const int Upgradeable = 3;
    private const int Upgrade = 4;

    // How many upgradeable readers are inside: none or one. Under the gate.
    private AtomicInt32 _upgradeables = new(0, "upgradeables");

    string ILockState.Kind => nameof(AsyncReaderWriterLock);

    bool ILockState.IsHeld => IsWriteHeld || ReaderCount != 0;

    LockObserver? ILockState.Observer => _observer;

    WaitQueue? ILockState.Queue => _queue.Read();

    bool ILeaseSource.IsCurrent(int slot, long stamp) =>
        slot == WriterSlot
            ? _writes.Read() == stamp && IsWriteHeld
            : _readers.IsCurrent(slot & ~UpgradeableBit, stamp);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool ILeaseSource.TryRelease(int slot, long stamp) =>
        _observer is null ? TryReleaseUnobserved(slot, stamp) : _observer.TryRelease(slot, stamp);

    bool IObservedLock.TryReleaseUnobserved(int slot, long stamp) => TryReleaseUnobserved(slot, stamp);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReleaseUnobserved(int slot, long stamp)
    {
        if (slot == WriterSlot)
        {
            if (_writes.CompareExchange(stamp + 1, stamp) != stamp)
                return false;
            if (!_readers.TryClearExclusive())
                LeaveSlow(slot);
        }
        else
        {
            if (!_readers.TryEnd(slot & ~UpgradeableBit, stamp))
                return false;
            if ((slot & UpgradeableBit) != 0 || !_readers.TryPush(slot, SlotStack.Queued))
                LeaveSlow(slot);
        }

        return true;
    }

    void IWaitOwner.AfterRemoval(Waiter removed, ref Grants grants) => Serve(removed.Owner, readersFirst: false, ref grants);

    void IWaitOwner.TakeBack(int slot, long stamp) => TryReleaseUnobserved(slot, stamp);

    void IWaitOwner.Abandoned(Waiter removed)
    {
    }

    Lease IWaitOwner.GrantedAsync(Lease lease) => _observer is null ? lease : _observer.EnteredAsync(lease);

    /// <summary>Makes the upgradeable reader the writer, when the other readers have left.</summary>
    internal LeaseAwaitable UpgradeAsync(Lease upgradeable, CancellationToken cancellationToken)
    {
        if (!upgradeable.IsHeld)
            throw Misuse.Over();
        if (cancellationToken.IsCancellationRequested)
            return LeaseAwaitable.Canceled(cancellationToken);
        Waiter? waiter = TakeOrEnqueue(Upgrade, Timeout.Infinite, out Lease lease);
        return waiter is null ? Entered(lease) : new LeaseAwaitable(waiter.BeginAsync(Timeout.Infinite, cancellationToken));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Scope EnterSlow(int kind, CancellationToken cancellationToken)
    {
        TryEnter(kind, Timeout.Infinite, cancellationToken, out Lease lease);
        return new Scope(lease);
    }

    private bool TryEnter(int kind, TimeSpan timeout, out Scope scope)
    {
        bool entered = TryEnter(kind, Timeouts.ToMilliseconds(timeout), default, out Lease lease);
        scope = new Scope(lease);
        return entered;
    }

    private bool TryEnter(int kind, int milliseconds, CancellationToken cancellationToken, out Lease lease)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (milliseconds != 0)
            _observer?.Entering(isAsync: false);
        bool entered = TryTake(kind, out lease) || (milliseconds != 0 && SpinToTake(kind, out lease));
        if (!entered && MayTryMore(milliseconds))
        {
            Waiter? waiter = TakeOrEnqueue(kind, milliseconds, out lease);
            entered = waiter is null ? lease.Source is not null : waiter.Wait(milliseconds, cancellationToken, out lease);
        }

        if (entered)
            _observer?.Entered(lease);
        return entered;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LeaseAwaitable EnterAsync(int kind, int milliseconds, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return LeaseAwaitable.Canceled(cancellationToken);
        if (milliseconds != 0)
            _observer?.Entering(isAsync: true);
        if (TryTake(kind, out Lease lease))
            return Entered(lease);
        if (!MayTryMore(milliseconds))
            return default;
        Waiter? waiter = TakeOrEnqueue(kind, milliseconds, out lease);
        return waiter is null ? Entered(lease) : new LeaseAwaitable(waiter.BeginAsync(milliseconds, cancellationToken));
    }

    private LeaseAwaitable Entered(Lease lease) => new(_observer is null || lease.Source is null ? lease : _observer.EnteredAsync(lease));

    // Without time to wait, a fast path that failed is no answer: it fails also when the word changed for a moment.
    private bool MayTryMore(int milliseconds) => milliseconds != 0 || !IsWriteHeld;

    private bool TryTake(int kind, out Lease lease)
    {
        lease = default;
        if (kind == Read && TryRead(out int slot, out long stamp))
            lease = new Lease(this, slot, stamp);
        else if (kind == Write && _readers.TryTakeAll())
            lease = new Lease(this, WriterSlot, _writes.Read());
        return lease.Source is not null;
    }

    private bool SpinToTake(int kind, out Lease lease)
    {
        var spinner = Spinner.Start();
        lease = default;
        while (!_readers.Has(SlotStack.Queued) && spinner.TryOnce())
        {
            if (TryTake(kind, out lease))
                return true;
        }

        return false;
    }

    private Waiter? TakeOrEnqueue(int kind, int milliseconds, out Lease lease)
    {
        WaitQueue queue = WaitQueue.Ensure(ref _queue, this);
        Waiter? waiter = null;
        bool refused;
        queue.Gate.Enter();
        try
        {
            _readers.Set(SlotStack.Queued);
            refused = kind == Upgrade && (IsWriteHeld || FirstOf(queue, Upgrade) is not null);
            bool mayPass = kind == Upgrade || FirstOf(queue, Upgrade, Write) is null;
            if (mayPass && !refused && TryGrant(kind, out int slot, out long stamp))
                lease = new Lease(this, slot, stamp);
            else
                lease = default;
            if (lease.Source is null && !refused && milliseconds != 0)
                waiter = queue.Enqueue(slot: 0, kind);
            ThawIfEmpty(queue);
        }
        finally
        {
            queue.Gate.Exit();
        }

        return refused ? throw new InvalidOperationException("The upgradeable reader is the writer already, or waits to be.") : waiter;
    }

    private void LeaveSlow(int slot)
    {
        WaitQueue queue = WaitQueue.Ensure(ref _queue, this);
        Grants grants = default;
        queue.Gate.Enter();
        try
        {
            _readers.Set(SlotStack.Queued);
            if (slot == WriterSlot)
                _readers.Clear(SlotStack.Exclusive);
            else
                _readers.TryPush(slot & ~UpgradeableBit, unless: 0);
            if (slot >= 0 && (slot & UpgradeableBit) != 0)
                _upgradeables.Write(0);
            Serve(queue, readersFirst: slot == WriterSlot, ref grants);
        }
        finally
        {
            queue.Gate.Exit();
        }

        grants.Deliver();
    }

    // Phase-fair: after a writer everybody who waits to read, then one writer, and so on. Who waits to upgrade is inside
    // already and comes before all: nobody else could go first without deadlock.
    private void Serve(WaitQueue queue, bool readersFirst, ref Grants grants)
    {
        if (FirstOf(queue, Upgrade) is { } upgrade)
        {
            Grant(queue, upgrade, ref grants);
        }
        else
        {
            if (readersFirst || FirstOf(queue, Write) is null)
                GrantReaders(queue, ref grants);
            if (FirstOf(queue, Write) is { } writer)
                Grant(queue, writer, ref grants);
        }

        ThawIfEmpty(queue);
    }

    private void GrantReaders(WaitQueue queue, ref Grants grants)
    {
        for (Waiter? waiter = queue.First; waiter is not null;)
        {
            Waiter? next = waiter.Next.Value;
            if (waiter.Kind.Value != Write)
                Grant(queue, waiter, ref grants);
            waiter = next;
        }
    }

    private void Grant(WaitQueue queue, Waiter waiter, ref Grants grants)
    {
        if (!TryGrant(waiter.Kind.Value, out int slot, out long stamp))
            return;
        queue.Remove(waiter);
        grants.Add(waiter, slot, stamp);
    }

    private bool TryGrant(int kind, out int slot, out long stamp)
    {
        slot = WriterSlot;
        stamp = 0;
        if (IsWriteHeld || (kind == Upgradeable && _upgradeables.Read() != 0))
            return false;
        if (kind is Read or Upgradeable)
        {
            if (_readers.Available == 0)
                _readers.Grow();
            _readers.TryPop(1, unless: 0, out slot, out stamp);
            if (kind == Upgradeable)
            {
                slot |= UpgradeableBit;
                _upgradeables.Write(1);
            }

            return true;
        }

        int mayStay = kind == Upgrade ? _upgradeables.Read() : 0;
        if (_readers.Capacity - _readers.Available != mayStay)
            return false;
        _readers.Set(SlotStack.Exclusive);
        stamp = _writes.Read();
        return true;
    }

    private void ThawIfEmpty(WaitQueue queue)
    {
        if (queue.First is null)
            _readers.Clear(SlotStack.Queued);
    }

    private static Waiter? FirstOf(WaitQueue queue, int kind, int orKind = 0)
    {
        Waiter? waiter = queue.First;
        while (waiter is not null && waiter.Kind.Value != kind && waiter.Kind.Value != orKind)
            waiter = waiter.Next.Value;
        return waiter;
    }
}
