using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2002: the method releases the lock, but not if something in between throws.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HeldAtThrowAnalyzer() : BalanceAnalyzer(ImbalanceKind.HeldAtThrow, Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2002",
        title: "Lock stays held when an exception is thrown",
        messageFormat: "'{0}' stays held for ever if {1}: its release is not reached",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "An exception between acquiring a lock and releasing it leaves the lock held for ever. Release it in a finally block, or use a lock statement.");
}
