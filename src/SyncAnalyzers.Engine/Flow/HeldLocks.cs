using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>The locks held in one scenario of a body: how deep, and where each level was taken. Immutable.</summary>
public sealed class HeldLocks
{
    /// <summary>Deeper than this is "many": a loop that acquires without releasing ends here.</summary>
    public const int Many = 4;

    /// <summary>Released more often than this is "many" too.</summary>
    public const int MinusMany = -3;

    private HeldLocks(ImmutableArray<HeldLock> all) => All = all;

    public static HeldLocks None { get; } = new([]);

    /// <summary>Sorted; what is neither held nor owed is absent.</summary>
    public ImmutableArray<HeldLock> All { get; }

    public HeldLock this[int id, LockMode mode]
    {
        get
        {
            foreach (var held in All)
            {
                if (held.Lock == id && held.Mode == mode)
                    return held;
            }

            return new HeldLock(id, mode, 0, []);
        }
    }

    public HeldLocks Acquire(int id, LockMode mode, SiteSet site)
    {
        var held = this[id, mode];
        return held.IsUnknown ? this : With(held with
        {
            Depth = Math.Min(held.Depth + 1, Many),
            Levels = held.Depth < 0 ? held.Levels : held.Depth < Many ? held.Levels.Add(site) : held.Levels.SetItem(Many - 1, held.Levels[Many - 1].Or(site)),
        });
    }

    /// <summary>The innermost level goes first. At "many" the depth after a release is unknown, and stays so.</summary>
    public HeldLocks Release(int id, LockMode mode)
    {
        var held = this[id, mode];
        if (held.IsUnknown)
            return this;

        return held.Depth >= Many
            ? Forget(id, mode)
            : With(held with { Depth = Math.Max(held.Depth - 1, MinusMany), Levels = held.Depth > 0 ? held.Levels.RemoveAt(held.Depth - 1) : held.Levels });
    }

    /// <summary>The level that was taken at <paramref name="site"/>, wherever it is: a lease gives back what it took itself.</summary>
    public HeldLocks Release(int id, LockMode mode, int site)
    {
        var held = this[id, mode];
        var level = held.Depth is > 0 and < Many ? held.Levels.Length - 1 : -1;
        while (level >= 0 && !held.Levels[level].Sites.Contains(site))
            level--;

        return level < 0 ? Release(id, mode) : With(held with { Depth = held.Depth - 1, Levels = held.Levels.RemoveAt(level) });
    }

    /// <summary>From here on nothing is known about the lock: its variable changed, or the count is a mystery.</summary>
    public HeldLocks Forget(int id, LockMode mode) => With(new HeldLock(id, mode, HeldLock.Unknown, []));

    public HeldLocks Clear(int id, LockMode mode) => With(new HeldLock(id, mode, 0, []));

    public bool SameLocks(HeldLocks other)
    {
        if (All.Length != other.All.Length)
            return false;

        for (var i = 0; i < All.Length; i++)
        {
            if (All[i].Lock != other.All[i].Lock || All[i].Mode != other.All[i].Mode || All[i].Depth != other.All[i].Depth)
                return false;
        }

        return true;
    }

    /// <summary>Asked only of two that hold the <see cref="SameLocks"/>.</summary>
    public bool SameSites(HeldLocks other)
    {
        for (var i = 0; i < All.Length; i++)
        {
            if (!All[i].Levels.SequenceEqual(other.All[i].Levels))
                return false;
        }

        return true;
    }

    /// <summary>Both ways of having come to hold the same locks.</summary>
    public HeldLocks MergeSites(HeldLocks other) => ReferenceEquals(this, other) || SameSites(other)
        ? this
        : new HeldLocks([.. All.Select((held, i) => held with { Levels = [.. held.Levels.Select((site, level) => site.Or(other.All[i].Levels[level]))] })]);

    public override int GetHashCode()
    {
        var hash = 17;
        foreach (var held in All)
            hash = (hash * 31) + (held.Lock * 64) + ((int)held.Mode * 16) + held.Depth;

        return hash;
    }

    public override bool Equals(object? obj) => obj is HeldLocks other && SameLocks(other) && SameSites(other);

    private HeldLocks With(HeldLock changed)
    {
        var at = 0;
        while (at < All.Length && (All[at].Lock < changed.Lock || (All[at].Lock == changed.Lock && All[at].Mode < changed.Mode)))
            at++;

        var exists = at < All.Length && All[at].Lock == changed.Lock && All[at].Mode == changed.Mode;
        return changed.Depth == 0
            ? exists ? new HeldLocks(All.RemoveAt(at)) : this
            : new HeldLocks(exists ? All.SetItem(at, changed) : All.Insert(at, changed));
    }
}

/// <summary>One lock in one mode.</summary>
/// <param name="Lock">Index into the flow's table of locks.</param>
/// <param name="Depth">Acquired minus released since the body began; negative where it releases its caller's hold.</param>
/// <param name="Levels">Where each level was taken, outermost first.</param>
public readonly record struct HeldLock(int Lock, LockMode Mode, int Depth, ImmutableArray<SiteSet> Levels)
{
    public const int Unknown = int.MinValue;

    public bool IsUnknown => Depth == Unknown;

    public bool IsHeld => Depth > 0;
}
