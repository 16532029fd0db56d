using System.Diagnostics;
using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// Many readers or one writer, threads and async flows. Phase-fair: while both wait, phases of readers and single writers
/// take turns, so neither side starves.
/// </summary>
/// <remarks>
/// <para>Thread-safe; not recursive: a reader that enters again deadlocks when a writer is queued in between
/// (<see cref="LockOrder"/> reports it). Without contention a writer costs about a Monitor and a reader one and a half, three
/// compare-and-swaps and no allocation; an optimistic read costs two loads and a load fence. Memory grows with the highest number of readers
/// inside at once, about 60 bytes each.</para>
/// <para>A reader becomes the writer through <see cref="EnterUpgradeableScopeAsync"/>, of which one is inside at a time;
/// that is why upgrading cannot deadlock.</para>
/// <para>Source: phase-fairness, B. B. Brandenburg and J. H. Anderson, "Spin-Based Reader-Writer Synchronization for
/// Multiprocessor Real-Time Systems", 2010; optimistic reads, Java's <c>StampedLock</c> (D. Lea) and the seqlock.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public sealed partial class AsyncReaderWriterLock
{
    private const int InitialReaders = 8;

    // Slots of leases that are no reader's slot. An upgradeable reader's is its slot with a bit added.
    private const int WriterSlot = -1;
    private const int UpgradeableBit = 1 << 28;

    private readonly SlotStack _readers = new(InitialReaders);
    private readonly LockObserver? _observer;
    private AtomicReference<WaitQueue?> _queue = new(null, "queue");

    // The stamp of the next or current writer. From 1, so that the default stamp of a reader is never valid.
    private AtomicInt64 _writes = new(1, "writes");

    /// <summary>Makes a free lock.</summary>
    public AsyncReaderWriterLock(LockOptions? options = null)
    {
        Options = options ?? LockOptions.Default;
        _observer = LockObserver.For(this, Options, LockId.Next());
    }

    /// <summary>The options the lock was made with.</summary>
    public LockOptions Options { get; }

    /// <summary>How many readers are inside. A snapshot for monitoring; never decide by it.</summary>
    public int ReaderCount => Math.Max(0, _readers.Capacity - _readers.Available);

    /// <summary>Whether a writer is inside. A snapshot for monitoring; never decide by it.</summary>
    public bool IsWriteHeld => _readers.Has(SlotStack.Exclusive);

    /// <summary>How many are queued. A snapshot for monitoring; never decide by it.</summary>
    public int WaiterCount => _queue.Read()?.CountSnapshot() ?? 0;

    private string DebuggerDisplay => LockDebugView.Describe(this);

    /// <summary>Enters as a reader, blocking the thread while a writer is inside or first.</summary>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the lock was granted.</exception>
    /// <exception cref="LockRecursionException">Owners are tracked, and a scope of this thread holds the lock.</exception>
    /// <exception cref="LockOrderException"><see cref="LockOrder"/> is set to throw and the order is violated.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scope EnterReadScope(CancellationToken cancellationToken = default) =>
        _observer is null && !cancellationToken.IsCancellationRequested && TryRead(out int slot, out long stamp)
            ? new Scope(this, slot, stamp)
            : EnterSlow(Read, cancellationToken);

    /// <summary>Enters as the writer, blocking the thread while anybody is inside.</summary>
    /// <inheritdoc cref="EnterReadScope"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scope EnterWriteScope(CancellationToken cancellationToken = default) =>
        _observer is null && !cancellationToken.IsCancellationRequested && _readers.TryTakeAll()
            ? new Scope(this, WriterSlot, _writes.Read())
            : EnterSlow(Write, cancellationToken);

    /// <summary>Enters as a reader if that is possible within the time, blocking the thread; false otherwise.</summary>
    /// <param name="timeout">From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="scope">The acquisition.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="LockRecursionException">As for <see cref="EnterReadScope"/>.</exception>
    /// <exception cref="LockOrderException">As for <see cref="EnterReadScope"/>.</exception>
    public bool TryEnterReadScope(TimeSpan timeout, out Scope scope) => TryEnter(Read, timeout, out scope);

    /// <summary>Enters as the writer if that is possible within the time, blocking the thread; false otherwise.</summary>
    /// <inheritdoc cref="TryEnterReadScope"/>
    public bool TryEnterWriteScope(TimeSpan timeout, out Scope scope) => TryEnter(Write, timeout, out scope);

    /// <summary>Enters as a reader without blocking the thread.</summary>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <returns>To be awaited once; <see cref="OperationCanceledException"/> if cancelled before the lock was granted.</returns>
    /// <exception cref="LockOrderException"><see cref="LockOrder"/> is set to throw and the order is violated.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LeaseAwaitable EnterReadScopeAsync(CancellationToken cancellationToken = default) =>
        _observer is null && !cancellationToken.IsCancellationRequested && TryRead(out int slot, out long stamp)
            ? new LeaseAwaitable(this, slot, stamp)
            : EnterAsync(Read, Timeout.Infinite, cancellationToken);

    /// <summary>Enters as the writer without blocking the thread.</summary>
    /// <inheritdoc cref="EnterReadScopeAsync"/>
    public LeaseAwaitable EnterWriteScopeAsync(CancellationToken cancellationToken = default) =>
        EnterAsync(Write, Timeout.Infinite, cancellationToken);

    /// <summary>Enters as a reader within the time, or yields a lease whose <see cref="Lease.IsHeld"/> is false.</summary>
    /// <param name="timeout">From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <returns>To be awaited once; <see cref="OperationCanceledException"/> if cancelled first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="LockOrderException">As for <see cref="EnterReadScope"/>.</exception>
    public LeaseAwaitable TryEnterReadScopeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        EnterAsync(Read, Timeouts.ToMilliseconds(timeout), cancellationToken);

    /// <summary>Enters as the writer within the time, or yields a lease whose <see cref="Lease.IsHeld"/> is false.</summary>
    /// <inheritdoc cref="TryEnterReadScopeAsync"/>
    public LeaseAwaitable TryEnterWriteScopeAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        EnterAsync(Write, Timeouts.ToMilliseconds(timeout), cancellationToken);

    /// <summary>Enters as a reader that may become the writer without letting another writer in between.</summary>
    /// <remarks>Plain readers may be inside at the same time, another upgradeable reader may not.</remarks>
    /// <inheritdoc cref="EnterReadScopeAsync"/>
    public UpgradeableAwaitable EnterUpgradeableScopeAsync(CancellationToken cancellationToken = default) =>
        new(this, EnterAsync(Upgradeable, Timeout.Infinite, cancellationToken));

    /// <summary>Begins to read without entering. What is read may be used only if <see cref="Validate"/> says so afterwards.</summary>
    /// <returns>Not valid while a writer is inside.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OptimisticStamp TryOptimisticRead()
    {
        // The count first: a writer that leaves in between makes it too old, never too new.
        long writes = _writes.Read();
        return _readers.Has(SlotStack.Exclusive) ? default : new OptimisticStamp(writes);
    }

    /// <summary>Whether no writer has been inside since the optimistic read began, so that what was read is consistent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Validate(OptimisticStamp stamp)
    {
        // The program's own loads are done before the flag is read, and the flag before the count: who leaves counts first.
        Fence.Loads();
        return !_readers.Has(SlotStack.Exclusive) && _writes.Read() == stamp.Writes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryRead(out int slot, out long stamp) =>
        _readers.TryPop(1, SlotStack.Exclusive | SlotStack.Queued, out slot, out stamp);
}
