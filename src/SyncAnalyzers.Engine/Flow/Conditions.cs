namespace SyncAnalyzers.Engine.Flow;

/// <summary>What is known about conditions in one scenario: a key and whether it holds. Immutable.</summary>
/// <remarks>A key contains the variables it depends on in braces, so that a write to one ends what was known.</remarks>
public sealed class Conditions : IEquatable<Conditions>
{
    private Conditions(ImmutableSortedDictionary<string, bool> known) => Known = known;

    public static Conditions None { get; } = new(ImmutableSortedDictionary.Create<string, bool>(StringComparer.Ordinal));

    private ImmutableSortedDictionary<string, bool> Known { get; }

    public bool? this[string key] => Known.TryGetValue(key, out var value) ? value : null;

    public Conditions With(string key, bool value) => new(Known.SetItem(key, value));

    public Conditions Without(string key) => Known.ContainsKey(key) ? new(Known.Remove(key)) : this;

    public Conditions WithoutPrefix(string prefix)
    {
        List<string>? stale = null;
        foreach (var pair in Known)
        {
            if (pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                (stale ??= []).Add(pair.Key);
        }

        return stale is null ? this : new(Known.RemoveRange(stale));
    }

    /// <summary>The keys with this beginning that hold.</summary>
    public IEnumerable<string> True(string prefix) => Known.Where(pair => pair.Value && pair.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(pair => pair.Key);

    public Conditions WithoutVariable(string variable)
    {
        if (Known.IsEmpty)
            return this;

        List<string>? stale = null;
        foreach (var known in Known)
        {
            if (IsIn(variable, known.Key))
                (stale ??= []).Add(known.Key);
        }

        return stale is null ? this : new(Known.RemoveRange(stale));
    }

    private static bool IsIn(string variable, string key)
    {
        for (var at = key.IndexOf(variable, StringComparison.Ordinal); at >= 0; at = key.IndexOf(variable, at + 1, StringComparison.Ordinal))
        {
            var end = at + variable.Length;
            if (at > 0 && key[at - 1] == '{' && end < key.Length && key[end] == '}')
                return true;
        }

        return false;
    }

    /// <summary>What both know.</summary>
    public Conditions Intersect(Conditions other)
    {
        if (ReferenceEquals(Known, other.Known) || Known.IsEmpty)
            return this;

        return NotIn(other) is { } differing ? new(Known.RemoveRange(differing)) : this;
    }

    public bool Equals(Conditions? other) =>
        other is not null && (ReferenceEquals(Known, other.Known) || (Known.Count == other.Known.Count && NotIn(other) is null));

    /// <summary>What <paramref name="other"/> does not know, or knows otherwise; <see langword="null"/> where that is nothing.</summary>
    private List<string>? NotIn(Conditions other)
    {
        List<string>? differing = null;
        foreach (var pair in Known)
        {
            if (other[pair.Key] != pair.Value)
                (differing ??= []).Add(pair.Key);
        }

        return differing;
    }

    public override bool Equals(object? obj) => Equals(obj as Conditions);

    public override int GetHashCode() => Known.Count;
}
