using System.Runtime.CompilerServices;

namespace SyncPrimitives;

/// <summary>A reader of an <see cref="AsyncReaderWriterLock"/> that may become its writer.</summary>
/// <remarks>Copies stand for the same acquisition, as those of <see cref="Lease"/> do.</remarks>
public readonly struct UpgradeableLease : IDisposable, IEquatable<UpgradeableLease>
{
    private readonly AsyncReaderWriterLock? _lock;
    private readonly Lease _lease;

    internal UpgradeableLease(AsyncReaderWriterLock owner, Lease lease)
    {
        _lock = owner;
        _lease = lease;
    }

    /// <inheritdoc cref="Lease.IsHeld"/>
    public bool IsHeld => _lease.IsHeld;

    /// <summary>Waits until the other readers have left and becomes the writer; new readers wait meanwhile. No writer comes in between.</summary>
    /// <param name="cancellationToken">Ends the wait; the reader stays what it was.</param>
    /// <returns>To be awaited once. Disposing that lease makes the writer the upgradeable reader again.</returns>
    /// <exception cref="SynchronizationLockException">This acquisition is over.</exception>
    /// <exception cref="InvalidOperationException">It is the writer already, or waits to be.</exception>
    public LeaseAwaitable UpgradeAsync(CancellationToken cancellationToken = default) =>
        _lock is null ? throw Misuse.Over() : _lock.UpgradeAsync(_lease, cancellationToken);

    /// <inheritdoc cref="Lease.Dispose"/>
    public void Dispose() => _lease.Dispose();

    /// <summary>Whether both stand for the same acquisition.</summary>
    public bool Equals(UpgradeableLease other) => _lease == other._lease;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is UpgradeableLease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _lease.GetHashCode();

    /// <summary>Whether both stand for the same acquisition.</summary>
    public static bool operator ==(UpgradeableLease left, UpgradeableLease right) => left.Equals(right);

    /// <summary>Whether they stand for different acquisitions.</summary>
    public static bool operator !=(UpgradeableLease left, UpgradeableLease right) => !left.Equals(right);
}

/// <summary>Like <see cref="LeaseAwaitable"/>, for an <see cref="UpgradeableLease"/>.</summary>
public readonly struct UpgradeableAwaitable
{
    private readonly AsyncReaderWriterLock _lock;
    private readonly LeaseAwaitable _awaitable;

    internal UpgradeableAwaitable(AsyncReaderWriterLock owner, LeaseAwaitable awaitable)
    {
        _lock = owner;
        _awaitable = awaitable;
    }

    /// <summary>For the compiler's <c>await</c>.</summary>
    public Awaiter GetAwaiter() => new(_lock, _awaitable.GetAwaiter());

    /// <summary>Says whether to continue on the captured synchronization context (the default) or anywhere.</summary>
    public UpgradeableAwaitable ConfigureAwait(bool continueOnCapturedContext) => new(_lock, _awaitable.ConfigureAwait(continueOnCapturedContext));

    /// <summary>For the compiler's <c>await</c>.</summary>
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        private readonly AsyncReaderWriterLock _lock;
        private readonly LeaseAwaitable.Awaiter _awaiter;

        internal Awaiter(AsyncReaderWriterLock owner, LeaseAwaitable.Awaiter awaiter)
        {
            _lock = owner;
            _awaiter = awaiter;
        }

        /// <summary>Whether the result is there.</summary>
        public bool IsCompleted => _awaiter.IsCompleted;

        /// <summary>The lease; may be asked for once.</summary>
        /// <exception cref="OperationCanceledException">The token was cancelled before the lock was granted.</exception>
        public UpgradeableLease GetResult() => new(_lock, _awaiter.GetResult());

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => _awaiter.OnCompleted(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => _awaiter.UnsafeOnCompleted(continuation);
    }
}
