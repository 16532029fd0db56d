using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2001: a normal path out of the method keeps the lock.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HeldAtReturnAnalyzer() : BalanceAnalyzer(ImbalanceKind.HeldAtReturn, Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2001",
        title: "Lock is still held on a path out of the method",
        messageFormat: "'{0}' is still held {1}",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A path through the method returns with the lock held, and other paths release it. Every thread that wants the lock afterwards waits for ever. Release it in a finally block, or use a lock statement.");
}
