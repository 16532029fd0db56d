using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2008: a finally releases what the try may not have acquired.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AcquiredInsideTryAnalyzer() : BalanceAnalyzer(ImbalanceKind.AcquiredInsideTry, Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2008",
        title: "Lock is acquired inside the try that releases it",
        messageFormat: "'{0}' is acquired inside the try whose finally releases it: if that fails, a lock that is not held is released",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The finally block also runs if acquiring the lock fails or is not reached, and then releases a lock that is not held; the exception from there hides the first one. Acquire before the try.");
}
