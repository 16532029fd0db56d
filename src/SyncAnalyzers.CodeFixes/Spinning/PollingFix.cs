using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3008: an event in the place of the flag, which wakes the waiter at once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PollingFix)), Shared]
public sealed class PollingFix() : RewritingFix(PollingAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target) => EventConversion.Offers(target);
}
