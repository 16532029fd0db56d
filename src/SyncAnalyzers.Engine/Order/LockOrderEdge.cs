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
    public string From => Outer.Path.Class!;

    public string To => Inner.Path.Class!;

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
