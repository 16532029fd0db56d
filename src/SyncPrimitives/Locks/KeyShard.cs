using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>A part of the keys of a <see cref="KeyedMutex{TKey}"/>. An entry is in the dictionary while somebody holds or wants it.</summary>
internal sealed class KeyShard<TKey>
    where TKey : notnull
{
    private const int MaxIdle = 64;

    private readonly LockOptions _options;
    private readonly GuardedDictionary<TKey, KeyEntry<TKey>> _entries;

    // A stack of entries for keys to come.
    private Guarded<KeyEntry<TKey>?> _idle;
    private Guarded<int> _idleCount;

    public KeyShard(IEqualityComparer<TKey> comparer, LockOptions options)
    {
        _options = options;
        _entries = new(Gate, comparer, "entry");
        _idle = new(Gate, null, "idle entries");
        _idleCount = new(Gate, 0, "idle count");
    }

    /// <summary>Guards all of it, and all of the entries but their mutexes.</summary>
    public Gate Gate { get; } = new("shard");

    /// <summary>The entry of the key, with one more user.</summary>
    public KeyEntry<TKey> Rent(TKey key)
    {
        Gate.Enter();
        try
        {
            // The comparer is code of the caller; it may throw.
            KeyEntry<TKey>? entry = _entries.Find(key);
            if (entry is null)
            {
                entry = PopIdle() ?? KeyEntry<TKey>.Create(this, _options);
                entry.Key.Value = key;
                _entries.Add(key, entry);
            }

            entry.Users.Value++;
            return entry;
        }
        finally
        {
            Gate.Exit();
        }
    }

    /// <summary>One user less; after the last the key is forgotten.</summary>
    public void Return(KeyEntry<TKey> entry)
    {
        Gate.Enter();
        try
        {
            if (--entry.Users.Value != 0)
                return;

            // The comparer again.
            _entries.Remove(entry.Key.Value!);
            entry.Key.Value = default;

            // Its mutex counts on for the next key, so leases of this one stay what they are: over.
            if (_idleCount.Value < MaxIdle)
                PushIdle(entry);
        }
        finally
        {
            Gate.Exit();
        }
    }

    public int CountSnapshot()
    {
        Gate.Enter();
        int count = _entries.Count;
        Gate.Exit();
        return count;
    }

    private KeyEntry<TKey>? PopIdle()
    {
        KeyEntry<TKey>? entry = _idle.Value;
        if (entry is not null)
        {
            _idle.Value = entry.NextIdle.Value;
            _idleCount.Value--;
        }

        return entry;
    }

    private void PushIdle(KeyEntry<TKey> entry)
    {
        entry.NextIdle.Value = _idle.Value;
        _idle.Value = entry;
        _idleCount.Value++;
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
        Key = new(shard.Gate, default, "key");
        Users = new(shard.Gate, 0, "users");
        NextIdle = new(shard.Gate, null, "next idle entry");
    }

    // Under the gate of the shard.
    public Guarded<TKey?> Key;
    public Guarded<int> Users;
    public Guarded<KeyEntry<TKey>?> NextIdle;

    public AsyncMutex Mutex { get; }

    public static KeyEntry<TKey> Create(KeyShard<TKey> shard, LockOptions options)
    {
        KeyEntry<TKey>? entry = null;
        _ = new AsyncMutex(options, "KeyedMutex", mutex => entry = new KeyEntry<TKey>(shard, mutex));
        return entry!;
    }

    public void Return() => _shard.Return(this);

    protected override void Left() => Return();

    // A thread that gives up says so itself, as it also does when it never waited.
    public override void Abandoned(Waiter waiter)
    {
        if (waiter.IsAsync)
            Return();
    }
}
