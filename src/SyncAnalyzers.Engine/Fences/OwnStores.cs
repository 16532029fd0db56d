using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>A store that tells other threads something.</summary>
/// <param name="IsPending">It may still sit in the store buffer: no full fence on some path since.</param>
public sealed record OwnStore(Effect Store, bool IsPending)
{
    public Place Place => Store.Place!;
}

/// <summary>The last stores that a thread may have made, place by place.</summary>
public sealed class OwnStores : IEquatable<OwnStores>
{
    public static OwnStores None { get; } = new(ImmutableDictionary<(string, EffectKey), OwnStore>.Empty);

    // By place and store: two stores to one place, on two paths, are two stories.
    private readonly ImmutableDictionary<(string Place, EffectKey Store), OwnStore> _stores;

    private OwnStores(ImmutableDictionary<(string, EffectKey), OwnStore> flags) => _stores = flags;

    public bool IsEmpty => _stores.IsEmpty;

    /// <summary>Some store may still be delayed.</summary>
    public bool IsPending => !IsEmpty && _stores.Values.Any(store => store.IsPending);

    public IEnumerable<OwnStore> All => _stores.Values;

    public OwnStores Store(Effect store, bool isPending) => new(Without(store.Place!).SetItem((store.Place!.Key, store.Key), new OwnStore(store, isPending)));

    /// <summary>Everybody sees everything now.</summary>
    public OwnStores Fence() => IsPending
        ? new(_stores.ToImmutableDictionary(store => store.Key, store => store.Value with { IsPending = false }))
        : this;

    public OwnStores Join(OwnStores other) => ReferenceEquals(this, other) || other.IsEmpty ? this : IsEmpty ? other : new(_stores.SetItems(other._stores.Where(flag => !_stores.TryGetValue(flag.Key, out var own) || !own.IsPending)));

    public bool Equals(OwnStores? other) => other is not null && _stores.Count == other._stores.Count
        && _stores.All(flag => other._stores.TryGetValue(flag.Key, out var there) && there.IsPending == flag.Value.IsPending);

    public override bool Equals(object? obj) => Equals(obj as OwnStores);

    public override int GetHashCode() => _stores.Count;

    private ImmutableDictionary<(string, EffectKey), OwnStore> Without(Place place) => _stores.RemoveRange(_stores.Keys.Where(key => key.Place == place.Key));
}
