using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>SYNC4003: throws, or returns, when the time is up.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TimedWaitIgnoredFix)), Shared]
public sealed class TimedWaitIgnoredFix() : RewritingFix(TimedWaitIgnoredAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        // Where a handler of the wait's own try releases, leaving from inside would release a permit that was not taken.
        if (target.Reported is not { } call || call.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax statement
            || target.Explaining.Any(release => SyntaxScope.TryBetween(call, release) is not null))
        {
            yield break;
        }

        var wait = statement.Expression is AssignmentExpressionSyntax discard ? discard.Right : statement.Expression;
        if (target.Model.GetTypeInfo(wait, target.Cancellation).Type is not { SpecialType: SpecialType.System_Boolean })
            yield break;

        yield return TimeIsUp.Throw(target, wait, statement);

        if (target.Model.GetEnclosingSymbol(call.SpanStart, target.Cancellation) is IMethodSymbol function && (function.ReturnsVoid || (function.IsAsync && function.ReturnType is INamedTypeSymbol { IsGenericType: false })))
            yield return ("Return when the time is up", target.Root.ReplaceNode(statement, Layout.Unless(wait, ReturnStatement(), statement)));
    }
}
