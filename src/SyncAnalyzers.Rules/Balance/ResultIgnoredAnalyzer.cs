using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2007: the guarded code also runs if the lock was not acquired.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ResultIgnoredAnalyzer() : BalanceAnalyzer(ImbalanceKind.ResultIgnored, Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2007",
        title: "Result of trying to acquire a lock is ignored",
        messageFormat: "Nothing depends on whether '{0}' was acquired here: what follows also runs without it",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A try or timed acquire may come back without the lock. Unless its result decides whether the guarded code runs, that code also runs unguarded, and a lock that is not held is released.");
}
