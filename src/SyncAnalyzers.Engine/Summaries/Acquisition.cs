using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>A lock that is acquired when a function runs, in the function itself or in what it calls; in its caller's terms once substituted.</summary>
/// <param name="Gates">What is certainly held then, besides what callers hold.</param>
/// <param name="Via">The way to it: the acquisition itself, or the call through which it is reached and so on.</param>
public sealed record Acquisition(AccessPath Path, AcquireFact Fact, ImmutableArray<HeldFact> Gates, Hop Via)
{
    public LockMode Mode => Fact.Mode;

    public SyncPrimitive Primitive => Fact.Primitive;

    public int Hops => Via.Length;

    /// <summary>Every call on the way can go to one function only.</summary>
    public bool IsCertain { get; init; } = true;

    /// <summary>Waits for the lock, if at all, in a task that the caller need not wait for.</summary>
    public bool IsLater { get; init; } = Fact.IsAsync || Fact.IsLater;
}

/// <summary>One step on the way to an acquisition.</summary>
public sealed record Hop(FunctionFacts Function, TextSpan At, Hop? Next)
{
    public int Length => Next is null ? 0 : Next.Length + 1;

    public Hop Last => Next is null ? this : Next.Last;

    /// <summary>All places on the way, outermost first.</summary>
    public IEnumerable<Location> Locations
    {
        get
        {
            for (var hop = this; hop is not null; hop = hop.Next)
                yield return hop.Function.Locate(hop.At);
        }
    }
}
