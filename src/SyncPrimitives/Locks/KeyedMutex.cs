using System.Diagnostics;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>One mutex per key; memory only for keys in use.</summary>
/// <typeparam name="TKey">What is locked.</typeparam>
/// <remarks>
/// <para>Thread-safe, for threads and async flows. Not recursive. Entering a free key costs a dictionary look-up, two short
/// critical sections and two compare-and-swaps; after warm-up no allocation, as the mutexes of keys no longer in use are kept
/// for other keys (at most 64 in each of a few shards).</para>
/// <para>Fairness per key: as <see cref="AsyncMutex"/>. For a fixed set of locks shared by all keys, and for several keys at
/// once, see <see cref="StripedMutex{TKey}"/>.</para>
/// <para>Source: entries counted by their users in a dictionary that is split into shards, each with its lock, as the segments
/// of Java's first <c>ConcurrentHashMap</c> (D. Lea).</para>
/// </remarks>
[DebuggerDisplay("KeyedMutex, {ActiveKeyCount} keys in use")]
public sealed class KeyedMutex<TKey>
    where TKey : notnull
{
    private readonly KeyShard<TKey>[] _shards;
    private readonly IEqualityComparer<TKey> _comparer;

    /// <summary>Makes an object that holds no lock yet.</summary>
    /// <param name="comparer">Which keys are the same; null for the default.</param>
    /// <param name="options">Name and checks, for the locks of all keys: one node of the lock order.</param>
    public KeyedMutex(IEqualityComparer<TKey>? comparer = null, LockOptions? options = null)
    {
        Options = options ?? LockOptions.Default;
        _comparer = comparer ?? EqualityComparer<TKey>.Default;
        int count = 4;
        while (count < Environment.ProcessorCount * 2 && count < 64)
            count *= 2;
        _shards = new KeyShard<TKey>[count];
        for (int i = 0; i < count; i++)
            _shards[i] = new KeyShard<TKey>(_comparer, Options);
    }

    /// <summary>The options the object was made with.</summary>
    public LockOptions Options { get; }

    /// <summary>How many keys are held or waited for. A snapshot for monitoring; never decide by it.</summary>
    public int ActiveKeyCount => _shards.Sum(shard => shard.CountSnapshot());

    /// <summary>Enters the mutex of the key, blocking the thread.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the lock was granted.</exception>
    /// <exception cref="LockRecursionException">Owners are tracked, and a scope of this thread holds the key.</exception>
    /// <exception cref="LockOrderException"><see cref="LockOrder"/> is set to throw and the order is violated.</exception>
    public Scope EnterScope(TKey key, CancellationToken cancellationToken = default)
    {
        TryEnter(key, Timeout.Infinite, cancellationToken, out Lease lease);
        return new Scope(lease);
    }

    /// <summary>Enters the mutex of the key if that is possible within the time, blocking the thread; false otherwise.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeout">From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="scope">The acquisition.</param>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="LockRecursionException">As for <see cref="EnterScope"/>.</exception>
    /// <exception cref="LockOrderException">As for <see cref="EnterScope"/>.</exception>
    public bool TryEnterScope(TKey key, TimeSpan timeout, out Scope scope)
    {
        bool entered = TryEnter(key, Timeouts.ToMilliseconds(timeout), default, out Lease lease);
        scope = new Scope(lease);
        return entered;
    }

    /// <summary>Enters the mutex of the key without blocking the thread.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <returns>To be awaited once; <see cref="OperationCanceledException"/> if cancelled before the lock was granted.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="LockOrderException"><see cref="LockOrder"/> is set to throw and the order is violated.</exception>
    public LeaseAwaitable EnterScopeAsync(TKey key, CancellationToken cancellationToken = default) =>
        EnterAsync(key, Timeout.Infinite, cancellationToken);

    /// <summary>Enters the mutex of the key within the time, or yields a lease whose <see cref="Lease.IsHeld"/> is false.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeout">From 0 to 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellationToken">Ends the wait; cancelled beforehand, nothing is taken.</param>
    /// <returns>To be awaited once; <see cref="OperationCanceledException"/> if cancelled first.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    /// <exception cref="LockOrderException">As for <see cref="EnterScope"/>.</exception>
    public LeaseAwaitable TryEnterScopeAsync(TKey key, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        EnterAsync(key, Timeouts.ToMilliseconds(timeout), cancellationToken);

    private bool TryEnter(TKey key, int milliseconds, CancellationToken cancellationToken, out Lease lease)
    {
        cancellationToken.ThrowIfCancellationRequested();
        KeyEntry<TKey> entry = Rent(key);
        bool entered = false;
        try
        {
            entered = entry.Mutex.TryEnter(milliseconds, cancellationToken, out lease);
        }
        finally
        {
            if (!entered)
                entry.Return();
        }

        return entered;
    }

    private LeaseAwaitable EnterAsync(TKey key, int milliseconds, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return LeaseAwaitable.Canceled(cancellationToken);
        KeyEntry<TKey> entry = Rent(key);
        bool refused = true;
        try
        {
            LeaseAwaitable result = entry.Mutex.EnterSlowAsync(milliseconds, cancellationToken);
            refused = result.IsRefused;
            return result;
        }
        finally
        {
            if (refused)
                entry.Return();
        }
    }

    private KeyEntry<TKey> Rent(TKey key)
    {
        if (key is null)
            throw new ArgumentNullException(nameof(key));
        uint hash = (uint)_comparer.GetHashCode(key);

        // Other bits than the dictionary's buckets go by.
        return _shards[(hash * 0x9E3779B9u) >> 16 & (uint)(_shards.Length - 1)].Rent(key);
    }
}
