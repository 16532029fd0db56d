namespace SyncAnalyzers.Engine.Identity;

/// <summary>Where a path starts.</summary>
public enum PathRoot
{
    /// <summary>The receiver of the member the body belongs to, in nested functions too.</summary>
    This,

    /// <summary>A parameter of the body named by <see cref="AccessPath.Key"/>.</summary>
    Parameter,

    /// <summary>A static field or property.</summary>
    Static,

    /// <summary>A <c>typeof</c> expression.</summary>
    Type,

    /// <summary>A local whose value has no better name.</summary>
    Local,

    /// <summary>An object created in this body and not yet shared.</summary>
    Fresh,
}

/// <summary>Names an object by how the code reaches it: <c>this._gate</c>, <c>Registry.s_sync</c>, <c>other._locks[i]</c>.</summary>
/// <remarks>
/// Two equalities, for two questions. <see cref="Equals(AccessPath)"/>: the same object within one body, at one moment.
/// <see cref="Class"/>: the kind of lock, over all instances; what the lock-order graph has for nodes.
/// Holds no symbol, so that it can be kept from one compilation to the next.
/// </remarks>
public sealed class AccessPath : IEquatable<AccessPath>
{
    /// <summary>Longer paths are not followed: they come from recursion through linked structures.</summary>
    public const int MaxSteps = 4;

    private readonly int _hash;

    public AccessPath(PathRoot root, string key, string name, string rootType, ImmutableArray<PathStep> steps)
    {
        (Root, Key, Name, RootType, Steps) = (root, key, name, rootType, steps);
        var hash = ((int)root * 31) + key.GetHashCode();
        foreach (var step in steps)
            hash = (hash * 31) + step.Key.GetHashCode();

        _hash = hash;
    }

    public PathRoot Root { get; }

    /// <summary>What tells this root from others of its kind: member id, type id, or owner body and ordinal.</summary>
    public string Key { get; }

    public string Name { get; }

    /// <summary>The id of the root's type.</summary>
    public string RootType { get; }

    public ImmutableArray<PathStep> Steps { get; }

    /// <summary>The same for all instances: the last member on the path. <see langword="null"/> for a bare parameter or local, which only a caller can name.</summary>
    public string? Class => Steps.Length > 0 ? LastMember() : Root switch
    {
        PathRoot.Static => Key,
        PathRoot.Type => "typeof " + Key,
        PathRoot.This => "this " + RootType,
        PathRoot.Local when IsCaptured => Key,
        PathRoot.Parameter or PathRoot.Local or PathRoot.Fresh when IsOwnLock(RootType) => "this " + RootType,
        _ => null,
    };

    /// <summary>A local that functions nested in its body share, perhaps on several threads.</summary>
    public bool IsCaptured { get; init; }

    /// <summary>There is only one such object in the process.</summary>
    public bool IsGlobal => Root is PathRoot.Static or PathRoot.Type && Steps.IsEmpty;

    /// <summary>An element picked at run time: which one, nobody can say across bodies.</summary>
    public bool IsElement => Steps.Length > 0 && Steps[Steps.Length - 1].IsElement;

    /// <summary>The lock of a key: <see cref="PathStep.Constant"/>, <see cref="PathStep.Unknown"/>, or anything else for a variable. 0 for other paths.</summary>
    public char KindOfKey => Steps.Length > 0 && Steps[Steps.Length - 1] is { IsKey: true, Index: var index } ? index[0] : '\0';

    public AccessPath? Append(PathStep step) =>
        Steps.Length >= MaxSteps ? null : new AccessPath(Root, Key, Name, RootType, Steps.Add(step));

    public AccessPath? Append(ImmutableArray<PathStep> steps) =>
        steps.IsEmpty ? this : Steps.Length + steps.Length > MaxSteps ? null : new AccessPath(Root, Key, Name, RootType, Steps.AddRange(steps));

    /// <summary>The object that has the lock as its member: <c>this</c> for <c>this._gate</c> and for <c>this._locks["a"]</c>.</summary>
    public AccessPath Owner() => Steps.IsEmpty ? this
        : new AccessPath(Root, Key, Name, RootType, KindOfKey != '\0' && Steps.Length > 1 ? Steps.RemoveRange(Steps.Length - 2, 2) : Steps.RemoveAt(Steps.Length - 1));

    /// <summary>The object that has the locks of all keys.</summary>
    public AccessPath WithoutKey() => KindOfKey == '\0' ? this : new AccessPath(Root, Key, Name, RootType, Steps.RemoveAt(Steps.Length - 1));

    /// <summary>The value depends on the variable <paramref name="key"/>: a member on the way, the root, or an index.</summary>
    public bool Mentions(string key) => Key == key || Steps.Any(step => step.Key == key || step.Index == key);

    public bool StartsWith(AccessPath prefix) =>
        Root == prefix.Root && Key == prefix.Key && Steps.Length >= prefix.Steps.Length && Steps.Take(prefix.Steps.Length).SequenceEqual(prefix.Steps);

    public bool Equals(AccessPath? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && Root == other.Root && Key == other.Key && Steps.SequenceEqual(other.Steps));

    public override bool Equals(object? obj) => Equals(obj as AccessPath);

    public override int GetHashCode() => _hash;

    /// <summary>As a person would write it.</summary>
    public override string ToString()
    {
        var members = string.Concat(Steps.Select(step => step.IsElement ? step.Name : "." + step.Name));
        return Root == PathRoot.This && members.Length > 1 && members[0] == '.' ? members.Substring(1) : Name + members;
    }

    /// <summary>With the type in front where the path begins at <c>this</c>.</summary>
    public string ToQualifiedString() =>
        Root == PathRoot.This && RootType.Length > 0 ? RootType.Substring(Math.Max(RootType.LastIndexOf('.'), RootType.LastIndexOf(':')) + 1).Split('`')[0] + (Steps.IsEmpty ? "" : "." + this) : ToString();

    // Locking an object itself, which its own methods may do as well; of plain locks handed around only callers know more.
    private static bool IsOwnLock(string type) => type.Length > 0 && type != "T:System.Object" && !type.StartsWith("T:System.Threading.", StringComparison.Ordinal);

    private string? LastMember()
    {
        var last = Steps[Steps.Length - 1];
        if (!last.IsElement)
            return last.Key;

        var element = KindOfKey == PathStep.Constant ? "[" + last.Index + "]" : "[]";
        return Steps.Length > 1 ? Steps[Steps.Length - 2].Key + element : Root == PathRoot.Static ? Key + element : null;
    }
}

/// <summary>One member on a path, or one element of an array or list.</summary>
/// <param name="Key">The member's id; <c>[]</c> for an element.</param>
/// <param name="Index">What picks the element: a constant, or the key of a variable.</param>
/// <param name="IsFixed">A readonly field: always the same object for one owner.</param>
/// <param name="IsKey">The lock of a key: the same index is the same lock, which nobody can replace.</param>
public readonly record struct PathStep(string Key, string Name, string Index = "", bool IsFixed = false, bool IsKey = false)
{
    /// <summary>What the index of a constant key begins with.</summary>
    public const char Constant = '=';

    /// <summary>What the index of a key begins with that may be another one when it is asked for again.</summary>
    public const char Unknown = '?';

    public bool IsElement => Key == "[]";
}
