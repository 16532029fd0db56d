using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2013: the call throws.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SignalWithoutLockAnalyzer() : BalanceAnalyzer(ImbalanceKind.SignalWithoutLock, Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2013",
        title: "Wait or Pulse without the lock",
        messageFormat: "'Monitor.{1}' throws where the lock is not held, and '{0}' is not held here",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Monitor.Wait, Pulse and PulseAll may be called only by the thread that holds the lock; otherwise they throw SynchronizationLockException. Wrap the call in a lock statement.");
}
