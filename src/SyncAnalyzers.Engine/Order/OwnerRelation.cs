using SyncAnalyzers.Engine.Identity;

namespace SyncAnalyzers.Engine.Order;

/// <summary>How the object that owns one lock is reached from the object that owns another.</summary>
/// <remarks>
/// Two edges between the same classes of locks close a cycle only if they can be about the same objects. The same owner, or a
/// parent and its child, can; <c>x._a</c> then <c>x._b</c> against <c>x._b</c> then <c>y._a</c> cannot.
/// </remarks>
public readonly record struct OwnerRelation(OwnerRelationKind Kind, string Steps = "")
{
    public static OwnerRelation Between(AccessPath from, AccessPath to)
    {
        if (IsShared(from) || IsShared(to))
            return new(OwnerRelationKind.Global);

        var (one, other) = (from.Owner(), to.Owner());
        if (one.Equals(other))
            return new(from.Steps.IsEmpty || to.Steps.IsEmpty ? from.Steps.Length == to.Steps.Length ? OwnerRelationKind.Same : Down(from, to) : OwnerRelationKind.Same);

        return other.StartsWith(one) ? new(OwnerRelationKind.Down, Rest(other, one))
            : one.StartsWith(other) ? new(OwnerRelationKind.Up, Rest(one, other))
            : new(OwnerRelationKind.Unrelated);
    }

    /// <summary>Whether an edge related like this and one back, related like <paramref name="back"/>, can be about the same two objects.</summary>
    public bool Closes(OwnerRelation back) => (Kind, back.Kind) switch
    {
        (OwnerRelationKind.Global, _) or (_, OwnerRelationKind.Global) => true,
        (OwnerRelationKind.Same, OwnerRelationKind.Same) => true,
        (OwnerRelationKind.Same, _) or (_, OwnerRelationKind.Same) => false,

        // From parent to child here and from child to parent there: by the same member, or each by a member of its own.
        (OwnerRelationKind.Down, OwnerRelationKind.Up) or (OwnerRelationKind.Up, OwnerRelationKind.Down) => Steps == back.Steps,
        _ => true,
    };

    private static bool IsShared(AccessPath path) => path.IsGlobal || path is { Root: PathRoot.Static } || path is { Root: PathRoot.Local, IsCaptured: true, Steps.IsEmpty: true };

    // Locking an object and a member of it: the owner of the one is the other.
    private static OwnerRelationKind Down(AccessPath from, AccessPath to) => from.Steps.Length < to.Steps.Length ? OwnerRelationKind.Down : OwnerRelationKind.Up;

    private static string Rest(AccessPath path, AccessPath prefix) => string.Concat(path.Steps.Skip(prefix.Steps.Length).Select(step => "." + step.Key));
}

public enum OwnerRelationKind
{
    /// <summary>One of the two locks exists once.</summary>
    Global,
    Same,

    /// <summary>The second owner is a member of the first.</summary>
    Down,

    /// <summary>The first owner is a member of the second.</summary>
    Up,
    Unrelated,
}
