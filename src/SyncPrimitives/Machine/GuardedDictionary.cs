namespace SyncPrimitives.Machine;

/// <summary>A dictionary that only the holder of its gate uses; in the model a check of that promise.</summary>
internal readonly struct GuardedDictionary<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private readonly Dictionary<TKey, TValue> _entries;

    /// <summary>Creates an empty one. The gate and the name matter to the model checker only.</summary>
    public GuardedDictionary(Gate gate, IEqualityComparer<TKey> comparer, string name)
    {
        _ = gate;
        _ = name;
        _entries = new Dictionary<TKey, TValue>(comparer);
    }

    public int Count => _entries.Count;

    public TValue? Find(TKey key) => _entries.TryGetValue(key, out TValue? value) ? value : null;

    public void Add(TKey key, TValue value) => _entries.Add(key, value);

    public void Remove(TKey key) => _entries.Remove(key);
}
