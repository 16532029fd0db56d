using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2003: a release is reached without the lock.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReleasedUnheldAnalyzer() : BalanceAnalyzer(ImbalanceKind.ReleasedUnheld, Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2003",
        title: "Lock is released more often than acquired",
        messageFormat: "'{0}' is released {1}",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Releasing a lock that is not held throws, or lets another thread into the guarded code. Release a lock exactly as often as it was acquired.");
}
