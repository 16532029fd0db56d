using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Deadlock;

/// <summary>SYNC1005: the write lock is asked for while the read lock is held.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UpgradedReadLockAnalyzer() : LockFactsAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC1005",
        title: "Read lock is upgraded to a write lock",
        messageFormat: "The write lock of '{0}' is acquired{1} while its read lock is held: the writer waits for all readers, itself among them",
        category: RuleFamily.Deadlock,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A writer waits until all readers have left. One that is a reader itself waits for ever, or gets an exception. Enter in upgradeable mode, or leave the read lock first.");

    protected override IEnumerable<Diagnostic> Judge(SyncModel model, FunctionFacts function, CancellationToken cancellation)
    {
        foreach (var acquire in function.Acquires.Where(acquire => !acquire.IsUpgrade && !acquire.IsVarying))
        {
            var inner = new Acquisition(acquire.Path, acquire, [], new Hop(function, acquire.At, null));
            if (ReadLock(acquire.Held, inner) is { } held)
                yield return Report(function, held, inner);
        }

        foreach (var call in function.Calls.Where(call => !call.Held.IsEmpty && !call.IsJoined))
        {
            foreach (var inner in model.Summaries.AcquiredThrough(function, call, SummaryTable.MaxHops - 1, cancellation))
            {
                if (ReadLock(call.Held, inner) is { } held)
                    yield return Report(function, held, inner);
            }
        }
    }

    private static HeldFact? ReadLock(ImmutableArray<HeldFact> held, Acquisition inner) =>
        inner.Mode == LockMode.Exclusive && !inner.Fact.IsUpgrade && !held.Any(outer => outer.Path.Equals(inner.Path) && outer.Mode != LockMode.Shared)
            ? held.FirstOrDefault(outer => outer.Path.Equals(inner.Path))
            : null;

    private static Diagnostic Report(FunctionFacts function, HeldFact held, Acquisition inner) => Diagnostic.Create(
        Rule,
        function.Locate(inner.Via.At),
        additionalLocations: [function.Locate(held.At), .. inner.Via.Locations],
        messageArgs: [held.Path, Place.Through(inner.Via)]);
}
