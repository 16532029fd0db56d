using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Deadlock;

/// <summary>SYNC1004: the holder of a lock that does not count acquires it again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SelfDeadlockAnalyzer() : LockFactsAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC1004",
        title: "Lock is acquired again by its holder",
        messageFormat: "'{0}' is acquired{1} while it is already held, and a {2} does not let its holder in twice: {3}",
        category: RuleFamily.Deadlock,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A semaphore, a spin lock, or a reader-writer lock without recursion makes its own holder wait for itself, or throws. Move the inner work to a method that expects the lock to be held.");

    /// <summary>A property of the reports on locks that tell their holder by an exception.</summary>
    public const string Throws = nameof(Throws);

    private static readonly ImmutableDictionary<string, string?> s_throws = ImmutableDictionary<string, string?>.Empty.Add(Throws, null);

    protected override IEnumerable<Diagnostic> Judge(SyncModel model, FunctionFacts function, CancellationToken cancellation)
    {
        foreach (var acquire in function.Acquires)
        {
            var inner = new Acquisition(acquire.Path, acquire, [], new Hop(function, acquire.At, null));
            if (!acquire.IsVarying && Again(model, acquire.Held, inner, cancellation, isOwn: true) is { } held)
                yield return Report(function, held, inner);
        }

        foreach (var (held, inner) in function.Calls.SelectMany(call => Through(model, function, call, cancellation)))
            yield return Report(function, held, inner);

        foreach (var (outer, inner) in function.Calls.SelectMany(call => model.Summaries.AcquiredInDelegates(function, call, cancellation)))
        {
            if (inner.IsCertain && Again(model, outer, inner, cancellation) is { } held)
                yield return Report(function, held, inner);
        }
    }

    /// <summary>What the call acquires that the caller holds.</summary>
    internal static IEnumerable<(HeldFact Held, Acquisition Inner)> Through(SyncModel model, FunctionFacts function, CallFact call, CancellationToken cancellation) =>
        call.Held.IsEmpty || call.IsJoined ? [] : AcquiredAgain(model, function, call, cancellation);

    private static IEnumerable<(HeldFact Held, Acquisition Inner)> AcquiredAgain(SyncModel model, FunctionFacts function, CallFact call, CancellationToken cancellation)
    {
        foreach (var inner in model.Summaries.AcquiredThrough(function, call, SummaryTable.MaxHops - 1, cancellation))
        {
            if (inner.IsCertain && Again(model, call.Held, inner, cancellation) is { } held && !IsToldNotTo(call, held, inner))
                yield return (held, inner);
        }
    }

    // Open(hasLock: true): a function that calls itself with a flag goes another way the second time.
    private static bool IsToldNotTo(CallFact call, HeldFact held, Acquisition inner) => call.HasFlag && inner.Via.Last.At == held.At;

    private static HeldFact? Again(SyncModel model, ImmutableArray<HeldFact> held, Acquisition inner, CancellationToken cancellation, bool isOwn = false)
    {
        // An element of an array may be another one by now. The lock of a key is the same, but what a variable holds is known in
        // its own function only.
        var isSame = inner.Path.KindOfKey switch { '\0' => !inner.Path.IsElement, PathStep.Constant => true, PathStep.Unknown => false, _ => isOwn };
        if (inner.Fact.Bound != WaitBound.Unlimited || !isSame)
            return null;

        return held.FirstOrDefault(outer => outer.Path.Equals(inner.Path) && Blocks(model, outer, inner, cancellation));
    }

    private static bool Blocks(SyncModel model, HeldFact outer, Acquisition inner, CancellationToken cancellation) => outer.Primitive.Recursion switch
    {
        Recursion.Counts => false,
        Recursion.ByPolicy => !(outer.Mode == LockMode.Upgradeable && inner.Mode is LockMode.Shared or LockMode.Exclusive)
            // From read to write is SYNC1005's to report.
            && !(outer.Mode == LockMode.Shared && inner.Mode == LockMode.Exclusive)
            && !model.Creations.MaySupportRecursion(outer.Path, cancellation),
        _ => model.KeepsOut(outer.Path, outer.Mode, outer.Primitive, cancellation),
    };

    private static Diagnostic Report(FunctionFacts function, HeldFact held, Acquisition inner)
    {
        var type = held.Primitive.TypeName.Substring(held.Primitive.TypeName.LastIndexOf('.') + 1).Split('`')[0];
        var throws = held.Primitive.Recursion == Recursion.ByPolicy;
        return Diagnostic.Create(
            Rule,
            function.Locate(inner.Via.At),
            additionalLocations: held.At.IsEmpty ? inner.Via.Locations : inner.Via.Locations.Prepend(function.Locate(held.At)),
            properties: throws ? s_throws : null,
            messageArgs: [held.Path, Place.Through(inner.Via), type, throws ? "it throws" : "the thread waits for itself for ever"]);
    }
}
