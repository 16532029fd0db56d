using SyncAnalyzers.Engine.Flow;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>The wrappers around locks in one tree, and the methods that lock what they are handed.</summary>
internal sealed class TreeWrappers : IEquatable<TreeWrappers>
{
    public Dictionary<string, MethodEffect> Effects { get; } = new(StringComparer.Ordinal);

    /// <summary>The names whose callers have to do with locks: wrappers, and what locks its parameters.</summary>
    public HashSet<string> Helpers { get; } = new(StringComparer.Ordinal);

    public bool IsEmpty => Effects.Count == 0 && Helpers.Count == 0;

    public bool Equals(TreeWrappers? other) =>
        other is not null && Helpers.SetEquals(other.Helpers) && Effects.Count == other.Effects.Count
        && Effects.All(pair => other.Effects.TryGetValue(pair.Key, out var effect) && AreSame(pair.Value, effect));

    public override bool Equals(object? obj) => Equals(obj as TreeWrappers);

    public override int GetHashCode() => Effects.Count;

    private static bool AreSame(MethodEffect one, MethodEffect other) =>
        one.IsLease == other.IsLease && one.IsAsync == other.IsAsync && AreSame(one.Always, other.Always) && AreSame(one.OnSuccess, other.OnSuccess);

    // Rows of the table are compared by name: a row that a user declared is read anew for each compilation.
    private static bool AreSame(ImmutableArray<LockDelta> one, ImmutableArray<LockDelta> other) =>
        one.Length == other.Length && one.Zip(other, (a, b) => a.Lock.Equals(b.Lock) && a.Mode == b.Mode && a.Change == b.Change && a.Primitive.TypeName == b.Primitive.TypeName).All(same => same);
}
