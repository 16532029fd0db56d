using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2009: another object is released than was acquired.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReassignedAnalyzer() : BalanceAnalyzer(ImbalanceKind.Reassigned, Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2009",
        title: "Lock variable is reassigned while the lock is held",
        messageFormat: "'{1}' gets another object while '{0}' is held: the release then meets that one, and the lock that was acquired stays held",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The release goes to whatever object the variable names by then. The object that was locked stays locked, and the other one was not.");
}
