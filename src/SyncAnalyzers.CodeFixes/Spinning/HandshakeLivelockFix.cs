using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3005: a lock in the place of the flags.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HandshakeLivelockFix)), Shared]
public sealed class HandshakeLivelockFix() : RewritingFix(HandshakeLivelockAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target) => ProtocolConversion.Offers(target);
}
