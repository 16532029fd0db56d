using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2006: the release belongs to another mode.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WrongModeAnalyzer() : BalanceAnalyzer(ImbalanceKind.WrongMode, Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2006",
        title: "Lock is released in another mode than acquired",
        messageFormat: "'{0}' is held as a {1}",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A reader-writer lock has to be released in the mode in which it was acquired: ExitReadLock after EnterReadLock, ExitWriteLock after EnterWriteLock. Another release throws and leaves the lock held.");
}
