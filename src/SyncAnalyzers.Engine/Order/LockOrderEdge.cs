using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Summaries;

namespace SyncAnalyzers.Engine.Order;

/// <summary>One way in which a lock is acquired while another is held.</summary>
/// <param name="Holder">The function that holds the outer lock.</param>
/// <param name="Outer">The held lock, as the holder names it.</param>
/// <param name="Inner">What is acquired, as the holder names it, and the way there.</param>
/// <param name="Gates">What else is certainly held.</param>
/// <param name="AreKeptApart">Both are the inner locks of one type of lock, and members of two types keep an object of that type each: see <see cref="KeeperOf"/>.</param>
public sealed record LockOrderEdge(FunctionFacts Holder, HeldFact Outer, Acquisition Inner, ImmutableArray<HeldFact> Gates, bool AreKeptApart = false)
{
    private const char Kept = '\n';

    public string From { get; } = AreKeptApart ? KeptNodeOf(Outer.Path) : NodeOf(Outer.Path, Inner.Path);

    public string To { get; } = AreKeptApart ? KeptNodeOf(Inner.Path) : NodeOf(Inner.Path, Outer.Path);

    /// <summary>The inner lock as its object names it, which locks itself and is a member here: another name for <see cref="To"/>.</summary>
    public string? ToItself { get; } = Inner is { Path.Steps.IsEmpty: false, Fact.Path: { Root: PathRoot.This, Steps.IsEmpty: true, Class: { } itself } } ? itself : null;

    /// <summary>The class of locks that a node stands for.</summary>
    public static string ClassOf(string node) => node.IndexOf(Kept) is > 0 and var cut ? node.Substring(0, cut) : node;

    /// <summary>The type that has the member which a node is, or which keeps a lock; a lock on the object itself is named for that.</summary>
    public static string TypeOf(string member) => OwnLocks.IsOwn(member) ? member : member.Substring(0, Math.Max(member.LastIndexOf('.'), 0));

    // Two locks of one class are told apart by the members that keep them, of one owner or static: _users._semaphore, _sessions._semaphore.
    private static string NodeOf(AccessPath path, AccessPath other) =>
        path.Class is not { } name ? ""
        : AreKeptByOne(path, other)
            ? string.Concat(path.Steps.Select(step => Kept + step.Key).Prepend(path.Root == PathRoot.Static ? Kept + path.Key : "").Prepend(name))
        : name;

    // As above with one owner.
    private static string KeptNodeOf(AccessPath path) => path.Class! + Kept + KeeperOf(path) + Kept + path.Steps[path.Steps.Length - 1].Key;

    /// <summary>The readonly field that keeps the object whose lock this is: <c>_members</c> of <c>room._members._semaphore</c>.</summary>
    public static string? KeeperOf(AccessPath path) => path.Steps.Length == 0 || path.Steps[path.Steps.Length - 1] is not { IsFixed: true, IsElement: false } ? null
        : path.Steps.Length == 1 ? path.Root == PathRoot.Static ? path.Key : null
        : path.Steps[path.Steps.Length - 2] is { IsFixed: true, IsElement: false } keeper ? keeper.Key : null;

    /// <summary>Inner locks of one type of lock, that one object keeps in readonly members: always the same ones of it.</summary>
    public static bool AreKeptByOne(AccessPath path, AccessPath other) =>
        path.Class is { } name && name == other.Class && path.Root == other.Root && (path.Root == PathRoot.Static || path.Key == other.Key) && IsKept(path) && IsKept(other);

    private static bool IsKept(AccessPath path) => path.Steps.Length > (path.Root == PathRoot.Static ? 0 : 1) && path.Steps.All(step => step is { IsFixed: true, IsElement: false });

    /// <summary>The operation in the holder: the acquisition, or the call through which it happens.</summary>
    public TextSpan At => Inner.Via.At;

    public Location Location => Holder.Locate(At);

    /// <summary>Another function with the same two classes of locks means the same locks, as far as the owners are. Not so where a variable is the key.</summary>
    public bool IsBetweenKnownLocks => IsKnown(Outer.Path) && IsKnown(Inner.Path);

    /// <summary>How the two locks' owners are related, as the holder sees them.</summary>
    public OwnerRelation Relation { get; } = AreKeptApart ? OwnerRelation.Between(Outer.Path.Owner(), Inner.Path.Owner())
        : OwnerRelation.Between(Outer.Path, Inner.Path) is { Kind: not OwnerRelationKind.Unrelated } related ? related
        : new OwnerRelation(AreKeptByOne(Outer.Path, Inner.Path) ? OwnerRelationKind.Same : OwnerRelationKind.Unrelated);

    /// <summary>Where the outer lock is taken, then every step to the inner one.</summary>
    public IEnumerable<Location> Story => Outer.At.IsEmpty ? Inner.Via.Locations : Inner.Via.Locations.Prepend(Holder.Locate(Outer.At));

    private static bool IsKnown(AccessPath path) => path.KindOfKey is '\0' or PathStep.Constant;
}
