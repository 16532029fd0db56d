using System.Globalization;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>SYNC4009: gives back what was taken.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReleaseCountMismatchFix)), Shared]
public sealed class ReleaseCountMismatchFix() : RewritingFix(ReleaseCountMismatchAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Reported is not InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 } release
            || !target.Diagnostic.Properties.TryGetValue(ReleaseCountMismatchAnalyzer.TakenKey, out var text)
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var taken))
        {
            yield break;
        }

        var count = release.ArgumentList.Arguments[0].Expression;
        if (taken == 1 && !Remarks.AreIn(release.ArgumentList) && target.Model.GetSymbolInfo(release, target.Cancellation).Symbol is IMethodSymbol method && method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Any(other => other.Parameters.IsEmpty))
            yield return ("Release as many as were taken", target.Root.ReplaceNode(release.ArgumentList, release.ArgumentList.WithArguments(default)));
        else
            yield return ("Release as many as were taken", target.Root.ReplaceNode(count, LiteralExpression(SyntaxKind.NumericLiteralExpression, Literal(taken)).WithTriviaFrom(count)));
    }
}
