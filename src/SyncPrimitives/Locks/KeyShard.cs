using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>A part of the keys of a <see cref="KeyedMutex{TKey}"/>. An entry is in the dictionary while somebody holds or wants it.</summary>
internal sealed class KeyShard<TKey>(IEqualityComparer<TKey> comparer, LockOptions options)
    where TKey : notnull
{
    private const int MaxIdle = 64;

    // All of it under the gate.
    private readonly Gate _gate = new("shard");
    private readonly Dictionary<TKey, KeyEntry<TKey>> _entries = new(comparer);
    private readonly Stack<KeyEntry<TKey>> _idle = new();

    /// <summary>The entry of the key, with one more user.</summary>
    public KeyEntry<TKey> Rent(TKey key)
    {
        _gate.Enter();
        try
        {
            // The comparer is code of the caller; it may throw.
            if (!_entries.TryGetValue(key, out KeyEntry<TKey>? entry))
            {
                entry = _idle.Count != 0 ? _idle.Pop() : KeyEntry<TKey>.Create(this, options);
                entry.Key = key;
                _entries.Add(key, entry);
            }

            entry.Users++;
            return entry;
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>One user less; after the last the key is forgotten.</summary>
    public void Return(KeyEntry<TKey> entry)
    {
        _gate.Enter();
        try
        {
            if (--entry.Users != 0)
                return;

            // The comparer again.
            _entries.Remove(entry.Key!);
            entry.Key = default;

            // Its mutex counts on for the next key, so leases of this one stay what they are: over.
            if (_idle.Count < MaxIdle)
                _idle.Push(entry);
        }
        finally
        {
            _gate.Exit();
        }
    }

    public int CountSnapshot()
    {
        _gate.Enter();
        int count = _entries.Count;
        _gate.Exit();
        return count;
    }
}

/// <summary>The mutex of a key. As its observer it learns when somebody leaves or gives up.</summary>
internal sealed class KeyEntry<TKey> : LockObserver
    where TKey : notnull
{
    private readonly KeyShard<TKey> _shard;

    private KeyEntry(KeyShard<TKey> shard, AsyncMutex mutex)
        : base(mutex, mutex.Options, order: 0, LockOrder.Graph, slotsAreLocks: false)
    {
        _shard = shard;
        Mutex = mutex;
    }

    public AsyncMutex Mutex { get; }

    // Under the gate of the shard.
    public TKey? Key { get; set; }

    public int Users { get; set; }

    public static KeyEntry<TKey> Create(KeyShard<TKey> shard, LockOptions options)
    {
        KeyEntry<TKey>? entry = null;
        _ = new AsyncMutex(options, "KeyedMutex", mutex => entry = new KeyEntry<TKey>(shard, mutex));
        return entry!;
    }

    public void Return() => _shard.Return(this);

    public override void Left(int slot, long stamp)
    {
        base.Left(slot, stamp);
        Return();
    }

    // A thread that gives up says so itself, as it also does when it never waited.
    public override void Abandoned(Waiter waiter)
    {
        if (waiter.IsAsync)
            Return();
    }
}
