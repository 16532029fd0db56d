using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2004: a recursive lock is acquired more often than released.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LeftOverAnalyzer() : BalanceAnalyzer(ImbalanceKind.LeftOver, Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2004",
        title: "Recursive lock is released less often than acquired",
        messageFormat: "'{0}' is acquired again here by its holder, and released less often than acquired",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A recursive lock is free only after as many releases as acquisitions. One that is left over keeps every other thread out for ever.");
}
