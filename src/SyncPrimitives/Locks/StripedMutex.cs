using System.Diagnostics;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// A ring of 2^n slot locks of 8 bytes each; every key belongs to one slot, so different keys may exclude each other. Several
/// keys are taken at once, in the order of their slots, so that two callers cannot deadlock.
/// </summary>
/// <typeparam name="TKey">What is locked.</typeparam>
/// <remarks>
/// <para>Thread-safe, for threads and async flows. Not recursive: one flow that takes a second key by a second call may meet
/// its own slot; name all keys in one call.</para>
/// <para>Fairness per slot: as <see cref="AsyncMutex"/>.</para>
/// <para>A slot costs what <see cref="AsyncMutex"/> costs, plus the hash. 16384 slots take 128 KiB.</para>
/// <para>Source: lock striping, as in Guava's <c>Striped</c>; slots on a ring, as in Redis Cluster.</para>
/// </remarks>
[DebuggerDisplay("StripedMutex, {SlotCount} slots")]
public sealed class StripedMutex<TKey> : IMutexOwner
    where TKey : notnull
{
    private const int MaxSlots = 1 << 24;
    private const int Queues = 64;

    private readonly AtomicInt64[] _words;
    private readonly AtomicReference<WaitQueue?>[] _queues;
    private readonly Func<TKey, int>? _slotOf;
    private readonly LockObserver? _observer;

    /// <summary>Makes free locks.</summary>
    /// <param name="slots">How many: a power of two up to 2^24.</param>
    /// <param name="slotOf">
    /// The slot of a key, taken modulo the number of slots, for example <see cref="KeySlot.Redis"/> with 16384 slots. Null:
    /// by hash code. The function must give equal keys equal slots.
    /// </param>
    /// <param name="options">Name and checks, for all slots: one node of the lock order.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of slots is not a power of two or too large.</exception>
    public StripedMutex(int slots = 1024, Func<TKey, int>? slotOf = null, LockOptions? options = null)
    {
        if (slots is < 1 or > MaxSlots || (slots & (slots - 1)) != 0)
            throw new ArgumentOutOfRangeException(nameof(slots), slots, "The number of slots is a power of two from 1 to 2^24.");
        Options = options ?? LockOptions.Default;
        _slotOf = slotOf;
        _words = new AtomicInt64[slots];
        for (int i = 0; i < slots; i++)
            _words[i] = new AtomicInt64(0, "word");
        _queues = new AtomicReference<WaitQueue?>[Math.Min(slots, Queues)];
        for (int i = 0; i < _queues.Length; i++)
            _queues[i] = new AtomicReference<WaitQueue?>(null, "queue");
        _observer = LockObserver.For(this, Options, LockId.Next(), slotsAreLocks: true);
    }

    /// <summary>How many slots there are.</summary>
    public int SlotCount => _words.Length;

    /// <summary>The options the object was made with.</summary>
    public LockOptions Options { get; }

    string ILockState.Kind => "StripedMutex";

    bool ILockState.IsHeld
    {
        get
        {
            for (int i = 0; i < _words.Length; i++)
            {
                if (HandOff.IsHeld(ref _words[i]))
                    return true;
            }

            return false;
        }
    }

    LockObserver? ILockState.Observer => _observer;

    WaitQueue? ILockState.Queue => null;

    /// <summary>The slot of the key.</summary>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    public int SlotOf(TKey key)
    {
        if (key is null)
            throw new ArgumentNullException(nameof(key));

        // Hash codes of numbers and pointers differ in few bits; the multiplication spreads them over all.
        uint slot = _slotOf is null ? ((uint)key.GetHashCode() * 0x9E3779B9u) >> 8 : (uint)_slotOf(key);
        return (int)(slot & (uint)(_words.Length - 1));
    }

    /// <summary>Enters the slot of the key, blocking the thread.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the lock was granted.</exception>
    /// <exception cref="LockRecursionException">Owners are tracked, and a scope of this thread holds the slot; noticed only if no other slot was entered since.</exception>
    /// <exception cref="LockOrderException"><see cref="LockOrder"/> is set to throw and the order is violated.</exception>
    public Scope EnterScope(TKey key, CancellationToken cancellationToken = default)
    {
        int slot = SlotOf(key);
        if (_observer is null && !cancellationToken.IsCancellationRequested && HandOff.TryEnter(ref _words[slot], out long stamp))
            return new Scope(this, slot, stamp);
        MutexEntry.TryEnter(ref _words[slot], this, slot, Timeout.Infinite, cancellationToken, out Lease lease);
        return new Scope(lease);
    }

    /// <summary>Enters the slot of the key if that is possible within the time, blocking the thread; false otherwise.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeout">From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="scope">The acquisition.</param>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="LockRecursionException">As for <see cref="EnterScope(TKey, CancellationToken)"/>.</exception>
    /// <exception cref="LockOrderException">As for <see cref="EnterScope(TKey, CancellationToken)"/>.</exception>
    public bool TryEnterScope(TKey key, TimeSpan timeout, out Scope scope)
    {
        int slot = SlotOf(key);
        bool entered = MutexEntry.TryEnter(ref _words[slot], this, slot, Timeouts.ToMilliseconds(timeout), default, out Lease lease);
        scope = new Scope(lease);
        return entered;
    }

    /// <summary>Enters the slot of the key without blocking the thread.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <returns>To be awaited once; <see cref="OperationCanceledException"/> if cancelled before the lock was granted.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="LockOrderException"><see cref="LockOrder"/> is set to throw and the order is violated.</exception>
    public LeaseAwaitable EnterScopeAsync(TKey key, CancellationToken cancellationToken = default) =>
        EnterSlotAsync(SlotOf(key), cancellationToken);

    /// <summary>Enters the slots of all keys, each slot once, in ascending order, without blocking the thread.</summary>
    /// <param name="keys">The keys, in any order; several may share a slot.</param>
    /// <param name="cancellationToken">Ends the wait; what was taken is released.</param>
    /// <returns>To be awaited once; one lease for all. Allocates an array and a lease object.</returns>
    /// <exception cref="ArgumentNullException">The collection or a key is null.</exception>
    /// <exception cref="LockOrderException">As for <see cref="EnterScope(TKey, CancellationToken)"/>; nothing is held.</exception>
    public LeaseAwaitable EnterScopeAsync(IReadOnlyCollection<TKey> keys, CancellationToken cancellationToken = default)
    {
        int[] slots = SlotsOf(keys);
        return CompositeLease.EnterAsync(slots.Length, i => EnterSlotAsync(slots[i], cancellationToken));
    }

    /// <summary>Enters the slots of all keys, each slot once, in ascending order, blocking the thread.</summary>
    /// <param name="keys">The keys, in any order; several may share a slot.</param>
    /// <param name="cancellationToken">Ends the wait; what was taken is released.</param>
    /// <exception cref="ArgumentNullException">The collection or a key is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before all were granted; nothing is held.</exception>
    /// <exception cref="LockRecursionException">As for <see cref="EnterScope(TKey, CancellationToken)"/>; nothing is held.</exception>
    /// <exception cref="LockOrderException">As for <see cref="EnterScope(TKey, CancellationToken)"/>; nothing is held.</exception>
    public Scope EnterScope(IReadOnlyCollection<TKey> keys, CancellationToken cancellationToken = default)
    {
        int[] slots = SlotsOf(keys);
        var leases = new Lease[slots.Length];
        try
        {
            for (int i = 0; i < slots.Length; i++)
                MutexEntry.TryEnter(ref _words[slots[i]], this, slots[i], Timeout.Infinite, cancellationToken, out leases[i]);
        }
        catch
        {
            CompositeLease.ReleaseAll(leases);
            throw;
        }

        return new Scope(new CompositeLease(leases).Lease);
    }

    WaitQueue IMutexOwner.QueueOf(int slot) => WaitQueue.Ensure(ref _queues[slot & (_queues.Length - 1)], this);

    bool ILeaseSource.TryRelease(int slot, long stamp) =>
        _observer is null ? TryReleaseUnobserved(slot, stamp) : _observer.TryRelease(slot, stamp);

    bool IObservedLock.TryReleaseUnobserved(int slot, long stamp) => TryReleaseUnobserved(slot, stamp);

    bool ILeaseSource.IsCurrent(int slot, long stamp) => HandOff.IsCurrent(ref _words[slot], stamp);

    void IWaitOwner.AfterRemoval(Waiter removed, ref Grants grants) =>
        HandOff.AfterRemoval(ref _words[removed.Slot.Value], removed.Owner, removed.Slot.Value);

    void IWaitOwner.TakeBack(int slot, long stamp) => TryReleaseUnobserved(slot, stamp);

    void IWaitOwner.Abandoned(Waiter removed)
    {
    }

    Lease IWaitOwner.GrantedAsync(Lease lease) => _observer is null ? lease : _observer.EnteredAsync(lease);

    private bool TryReleaseUnobserved(int slot, long stamp) =>
        HandOff.TryExit(ref _words[slot], stamp, ref _queues[slot & (_queues.Length - 1)], slot);

    private LeaseAwaitable EnterSlotAsync(int slot, CancellationToken cancellationToken) =>
        _observer is null && !cancellationToken.IsCancellationRequested && HandOff.TryEnter(ref _words[slot], out long stamp)
            ? new LeaseAwaitable(this, slot, stamp)
            : MutexEntry.EnterAsync(ref _words[slot], this, slot, Timeout.Infinite, cancellationToken);

    private int[] SlotsOf(IReadOnlyCollection<TKey> keys)
    {
        if (keys is null)
            throw new ArgumentNullException(nameof(keys));
        return [.. keys.Select(SlotOf).Distinct().OrderBy(slot => slot)];
    }
}
