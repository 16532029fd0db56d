using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Order;
using SyncAnalyzers.Engine.Summaries;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;
using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4013: a permit is waited for under a mutex that every releaser needs first: the bounded buffer in the wrong order.</summary>
/// <remarks>Source: Dijkstra, "Cooperating sequential processes", 1965, on the order of the P operations.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MutexBeforePermitAnalyzer() : LockFactsAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4013",
        "Mutex taken before the counting semaphore",
        "'{0}' is waited for while '{1}' (line {2}) is held, but {3} needs '{1}' before it can release '{0}': both wait for ever",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Warning,
        "Whoever waits for a free place or an item while holding the mutex keeps out the one who would make it. Wait for the counting semaphore first, then take the mutex.");

    protected override IEnumerable<Diagnostic> Judge(SyncModel model, FunctionFacts function, CancellationToken cancellation)
    {
        var judge = new PermitOrderJudge(model, cancellation);
        foreach (var wait in function.Acquires)
        {
            if (judge.Conflict(wait) is not { } conflict)
                continue;

            var release = conflict.Other.Locate(conflict.At);
            yield return Diagnostic.Create(
                Rule,
                function.Locate(wait.At),
                additionalLocations: [function.Locate(conflict.Held.At), release],
                messageArgs: [wait.Path, conflict.Held.Path, function.Locate(conflict.Held.At).GetLineSpan().StartLinePosition.Line + 1, Place.Of(conflict.Other, release, function.Tree)]);
        }
    }
}
