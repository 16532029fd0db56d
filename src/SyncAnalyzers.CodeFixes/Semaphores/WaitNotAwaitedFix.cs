using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>SYNC4006: awaits the wait, and keeps the lease it gives; or waits without a task where the method is not async.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WaitNotAwaitedFix)), Shared]
public sealed class WaitNotAwaitedFix() : RewritingFix(WaitNotAwaitedAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Reported is { } lease && KeepLeaseFix.Keep(target.Root, target.Model, lease) is { } kept)
            yield return kept;

        if (target.Reported is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WaitAsync" } member } call
            || call.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax statement)
        {
            yield break;
        }

        // What stands for the task: the call itself, or the call under ConfigureAwait.
        var task = statement.Expression is AssignmentExpressionSyntax discard ? discard.Right : statement.Expression;
        if (Awaiting.IsAllowedAt(call, target.Model))
        {
            var awaited = statement.WithExpression((task == call ? Awaiting.Await(call.WithoutTrivia(), call) : AwaitExpression(task.WithoutTrivia())).WithTriviaFrom(statement.Expression));
            yield return ("Await the wait", target.Root.ReplaceNode(statement, awaited.WithAdditionalAnnotations(Formatter.Annotation)));
        }
        else if (HasBlockingForm(target, call))
        {
            var blocking = call.WithExpression(member.WithName(IdentifierName("Wait"))).WithTriviaFrom(statement.Expression);
            yield return ("Wait for the permit", target.Root.ReplaceNode(statement, statement.WithExpression(blocking)));
        }
    }

    private static bool HasBlockingForm(FixTarget target, InvocationExpressionSyntax call) =>
        target.Model.GetSymbolInfo(call, target.Cancellation).Symbol is IMethodSymbol method
        && method.ContainingType.GetMembers("Wait").OfType<IMethodSymbol>().Any(m => m.Parameters.Select(p => p.Type).SequenceEqual(method.Parameters.Select(p => p.Type), SymbolEqualityComparer.Default));
}
