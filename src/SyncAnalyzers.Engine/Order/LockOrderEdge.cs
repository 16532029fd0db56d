using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Summaries;

namespace SyncAnalyzers.Engine.Order;

/// <summary>One way in which a lock is acquired while another is held.</summary>
/// <param name="Holder">The function that holds the outer lock.</param>
/// <param name="Outer">The held lock, as the holder names it.</param>
/// <param name="Inner">What is acquired, as the holder names it, and the way there.</param>
/// <param name="Gates">What else is certainly held.</param>
public sealed record LockOrderEdge(FunctionFacts Holder, HeldFact Outer, Acquisition Inner, ImmutableArray<HeldFact> Gates)
{
    private const char Kept = '\n';

    public string From { get; } = NodeOf(Outer.Path, Inner.Path);

    public string To { get; } = NodeOf(Inner.Path, Outer.Path);

    /// <summary>The class of locks that a node stands for.</summary>
    public static string ClassOf(string node) => node.IndexOf(Kept) is > 0 and var cut ? node.Substring(0, cut) : node;

    // Two locks of one class are told apart by the members that keep them, of one owner or static: _users._semaphore, _sessions._semaphore.
    private static string NodeOf(AccessPath path, AccessPath other) =>
        path.Class is not { } name ? ""
        : name == other.Class && path.Root == other.Root && (path.Root == PathRoot.Static || path.Key == other.Key) && IsKept(path) && IsKept(other)
            ? string.Concat(path.Steps.Select(step => Kept + step.Key).Prepend(path.Root == PathRoot.Static ? Kept + path.Key : "").Prepend(name))
        : name;

    private static bool IsKept(AccessPath path) => path.Steps.Length > (path.Root == PathRoot.Static ? 0 : 1) && path.Steps.All(step => step is { IsFixed: true, IsElement: false });

    /// <summary>The operation in the holder: the acquisition, or the call through which it happens.</summary>
    public TextSpan At => Inner.Via.At;

    public Location Location => Holder.Locate(At);

    /// <summary>Another function with the same two classes of locks means the same locks, as far as the owners are. Not so where a variable is the key.</summary>
    public bool IsBetweenKnownLocks => IsKnown(Outer.Path) && IsKnown(Inner.Path);

    /// <summary>How the two locks' owners are related, as the holder sees them.</summary>
    public OwnerRelation Relation { get; } = OwnerRelation.Between(Outer.Path, Inner.Path);

    /// <summary>Where the outer lock is taken, then every step to the inner one.</summary>
    public IEnumerable<Location> Story => Outer.At.IsEmpty ? Inner.Via.Locations : Inner.Via.Locations.Prepend(Holder.Locate(Outer.At));

    private static bool IsKnown(AccessPath path) => path.KindOfKey is '\0' or PathStep.Constant;
}
