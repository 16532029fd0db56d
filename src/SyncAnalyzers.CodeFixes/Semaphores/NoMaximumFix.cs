using SyncAnalyzers.CodeFixes.LockFields;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>SYNC4004: passes 1 as the maximum too; or takes a mutex, which has no release to be one too many.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NoMaximumFix)), Shared]
public sealed class NoMaximumFix() : RewritingFix(NoMaximumAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Reported is not BaseObjectCreationExpressionSyntax { ArgumentList: { Arguments.Count: 1 } arguments } creation)
            yield break;

        var maximum = Argument(LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(1)));
        if (arguments.Arguments[0].NameColon is not null)
            maximum = maximum.WithNameColon(NameColon("maxCount"));

        yield return ("Add a maximum of 1", target.Root.ReplaceNode(creation, creation.WithArgumentList(arguments.AddArguments(maximum)).WithAdditionalAnnotations(Formatter.Annotation)));

        if (PermitConversion.OfferFor(target, creation) is { } leases)
            yield return leases;
    }
}
