using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3010: a monitor, which puts those that wait to sleep, in the place of the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnfairSpinLockFix)), Shared]
public sealed class UnfairSpinLockFix() : RewritingFix(UnfairSpinLockAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target) => ProtocolConversion.Offers(target);
}
