using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2005: the thread that continues is not the one that holds the lock.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HeldAcrossSuspensionAnalyzer() : BalanceAnalyzer(ImbalanceKind.HeldAcrossSuspension, Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2005",
        title: "Lock is held across await or yield",
        messageFormat: "'{0}' is held across this {1}: what follows may run on another thread, and only the thread that acquired it can release it",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "After an await or a yield the method may continue on another thread, which does not hold the lock and cannot release it. Until then the lock keeps out everybody else, or nobody. Use a lock without an owner, such as SemaphoreSlim, or release before the await.");
}
