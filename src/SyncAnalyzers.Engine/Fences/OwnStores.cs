using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>A store that tells other threads something.</summary>
/// <param name="IsPending">It may still sit in the store buffer: no full fence on some path since.</param>
public readonly record struct OwnStore(Effect Store, bool IsPending)
{
    public Place Place => Store.Place!;
}

/// <summary>The last stores that a thread may have made, place by place.</summary>
public sealed class OwnStores : IEquatable<OwnStores>
{
    // By place and store: two stores to one place, on two paths, are two stories. A function makes few.
    private readonly ImmutableArray<OwnStore> _stores;

    private OwnStores(ImmutableArray<OwnStore> stores)
    {
        _stores = stores;
        foreach (var store in stores)
            IsPending |= store.IsPending;
    }

    public static OwnStores None { get; } = new([]);

    public bool IsEmpty => _stores.IsEmpty;

    /// <summary>Some store may still be delayed.</summary>
    public bool IsPending { get; }

    public ImmutableArray<OwnStore> All => _stores;

    public OwnStores Store(Effect store, bool isPending) => new([.. _stores.Where(own => own.Place.Key != store.Place!.Key), new OwnStore(store, isPending)]);

    /// <summary>Everybody sees everything now.</summary>
    public OwnStores Fence() => IsPending ? new([.. _stores.Select(store => store with { IsPending = false })]) : this;

    public OwnStores Join(OwnStores other)
    {
        if (ReferenceEquals(this, other) || other.IsEmpty)
            return this;

        if (IsEmpty)
            return other;

        ImmutableArray<OwnStore>.Builder? joined = null;
        foreach (var store in other._stores)
        {
            var at = IndexOf(store);
            if (at < 0)
                (joined ??= _stores.ToBuilder()).Add(store);
            else if (store.IsPending && !_stores[at].IsPending)
                (joined ??= _stores.ToBuilder())[at] = store;
        }

        return joined is null ? this : new(joined.ToImmutable());
    }

    public bool Equals(OwnStores? other)
    {
        if (other is null || _stores.Length != other._stores.Length)
            return false;

        foreach (var store in _stores)
        {
            if (other.IndexOf(store) is var at && (at < 0 || other._stores[at].IsPending != store.IsPending))
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as OwnStores);

    public override int GetHashCode() => _stores.Length;

    private int IndexOf(OwnStore store)
    {
        for (var i = 0; i < _stores.Length; i++)
        {
            if (_stores[i].Store.Key == store.Store.Key && _stores[i].Place.Key == store.Place.Key)
                return i;
        }

        return -1;
    }
}
