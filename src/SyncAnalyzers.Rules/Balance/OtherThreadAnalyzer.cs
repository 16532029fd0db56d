using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2010: the thread that releases is not the one that acquired.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OtherThreadAnalyzer() : BalanceAnalyzer(ImbalanceKind.OtherThread, Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2010",
        title: "Lock is released on another thread",
        messageFormat: "'{0}' can be released only by the thread that acquired it, and {1}",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Monitor, Lock, Mutex, SpinLock and the reader-writer locks belong to the thread that acquired them; a release by another thread throws. Use a semaphore where one thread hands over to another.");
}
