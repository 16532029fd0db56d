using SyncPrimitives.ModelChecking;
using SyncPrimitives.ModelChecking.Exploration;

namespace SyncPrimitives.Machine;

/// <summary>As in the library's machine; a few places, and an access without the gate is a finding.</summary>
internal sealed class GuardedDictionary<TKey, TValue>(Gate gate, IEqualityComparer<TKey> comparer, string name)
    where TKey : notnull
    where TValue : class
{
    private readonly Place[] _places = [new(gate, name), new(gate, name)];

    public int Count => _places.Count(place => place.Entry.Value is not null);

    public TValue? Find(TKey key) => PlaceOf(key)?.Entry.Value;

    public void Add(TKey key, TValue value)
    {
        if (PlaceOf(key) is not null)
            throw new ModelAssertionException("a key is added twice");
        var free = _places.FirstOrDefault(place => place.Entry.Value is null)
            ?? throw new InvalidOperationException("The model's dictionary has no more than two places.");
        free.Key.Value = key;
        free.Entry.Value = value;
    }

    public void Remove(TKey key)
    {
        if (PlaceOf(key) is not { } place)
            throw new ModelAssertionException("a key is removed that is not there");
        place.Entry.Value = null;
        place.Key.Value = default;
    }

    private Place? PlaceOf(TKey key) =>
        _places.FirstOrDefault(place => place.Entry.Value is not null && comparer.Equals(place.Key.Value!, key));

    private sealed class Place(Gate gate, string name)
    {
        public Guarded<TKey?> Key = new(gate, default, $"{name} key");
        public Guarded<TValue?> Entry = new(gate, null, name);
    }
}
