namespace SyncAnalyzers.Engine.Flow;

/// <summary>One way of having come to a point of a body: the locks held, and what is known about conditions.</summary>
public sealed record Scenario(HeldLocks Held, Conditions Conditions);

/// <summary>All scenarios at one point. Scenarios that hold the same locks (and return the same) are one: what only one of them knows is forgotten.</summary>
/// <remarks>
/// That keeps <c>if (b) Enter(); ... if (b) Exit();</c> apart and the number of scenarios small: they differ by locks or not at
/// all. Source: property simulation; Das, Lerner and Seigle, "ESP: path-sensitive program verification", PLDI 2002.
/// </remarks>
public sealed class LockState(ImmutableArray<Scenario> scenarios) : IEquatable<LockState>
{
    /// <summary>A body with more scenarios than this is not judged.</summary>
    public const int MaxScenarios = 32;

    public static LockState Initial { get; } = new([new Scenario(HeldLocks.None, Conditions.None)]);

    public ImmutableArray<Scenario> Scenarios { get; } = scenarios;

    public LockState Join(LockState other)
    {
        if (ReferenceEquals(this, other))
            return this;

        var joined = Scenarios;
        foreach (var scenario in other.Scenarios)
            joined = Add(joined, scenario);

        return new LockState(joined);
    }

    /// <summary>Applies <paramref name="change"/> to each scenario; those it maps to nothing end here.</summary>
    public LockState? Select(Func<Scenario, Scenario?> change)
    {
        // Most changes change nothing, and most states are one scenario.
        var same = 0;
        Scenario? next = null;
        while (same < Scenarios.Length && ReferenceEquals(next = change(Scenarios[same]), Scenarios[same]))
            same++;

        if (same == Scenarios.Length)
            return this;

        var changed = ImmutableArray.Create(Scenarios, 0, same);
        if (next is not null)
            changed = Add(changed, next);

        for (var i = same + 1; i < Scenarios.Length; i++)
        {
            if (change(Scenarios[i]) is { } other)
                changed = Add(changed, other);
        }

        return changed.IsEmpty ? null : new LockState(changed);
    }

    /// <summary>As <see cref="Select"/>, where one scenario may become several.</summary>
    public LockState SelectMany(Func<Scenario, IEnumerable<Scenario>> change)
    {
        ImmutableArray<Scenario> changed = [];
        foreach (var scenario in Scenarios.SelectMany(change))
            changed = Add(changed, scenario);

        return new LockState(changed);
    }

    public bool Equals(LockState? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Scenarios.Length == other.Scenarios.Length && Scenarios.All(other.Contains));

    public override bool Equals(object? obj) => Equals(obj as LockState);

    public override int GetHashCode()
    {
        var hash = 0;
        foreach (var scenario in Scenarios)
            hash ^= scenario.Held.GetHashCode();

        return hash;
    }

    private bool Contains(Scenario scenario)
    {
        foreach (var mine in Scenarios)
        {
            if (IsSame(mine, scenario))
                return mine.Held.SameSites(scenario.Held) && mine.Conditions.Equals(scenario.Conditions);
        }

        return false;
    }

    // What is returned is all a caller can go by, so it keeps apart what the locks do not.
    private static bool IsSame(Scenario left, Scenario right) =>
        left.Held.SameLocks(right.Held) && left.Conditions[LockFlow.ReturnKey] == right.Conditions[LockFlow.ReturnKey];

    private static ImmutableArray<Scenario> Add(ImmutableArray<Scenario> scenarios, Scenario added)
    {
        for (var i = 0; i < scenarios.Length; i++)
        {
            var mine = scenarios[i];
            if (IsSame(mine, added))
                return scenarios.SetItem(i, new Scenario(mine.Held.MergeSites(added.Held), mine.Conditions.Intersect(added.Conditions)));
        }

        return scenarios.Add(added);
    }
}
