using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2012: nobody can dispose the lease.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LeaseDroppedAnalyzer() : BalanceAnalyzer(ImbalanceKind.LeaseDropped, Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2012",
        title: "Lease of a lock is dropped",
        messageFormat: "The lease of '{0}' is dropped, so nothing releases the lock",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The lock is released when the lease that acquiring returned is disposed. A lease that nobody keeps is never disposed. Use a using statement.");
}
