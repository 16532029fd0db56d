using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3004: a lock in the place of the flags.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HandshakeDeadlockFix)), Shared]
public sealed class HandshakeDeadlockFix() : RewritingFix(HandshakeDeadlockAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target) => ProtocolConversion.Offers(target);
}
