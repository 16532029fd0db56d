using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>SYNC4005: awaits <c>WaitAsync</c>, and passes the method's cancellation token on where no handler would misread the cancellation.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BlockingWaitInAsyncFix)), Shared]
public sealed class BlockingWaitInAsyncFix() : RewritingFix(BlockingWaitInAsyncAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Reported is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call || !Awaiting.IsAllowedAt(call, target.Model))
            yield break;

        var arguments = call.ArgumentList;
        if (TokenFor(call, target) is { } token)
            arguments = arguments.AddArguments(Argument(IdentifierName(token)));

        var waiting = call.WithExpression(member.WithName(IdentifierName("WaitAsync").WithTriviaFrom(member.Name))).WithArgumentList(arguments).WithoutTrivia();
        var awaited = Awaiting.Await(waiting, call);
        if (call.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax)
            awaited = ParenthesizedExpression(awaited);

        yield return ("Await WaitAsync", target.Root.ReplaceNode(call, awaited.WithTriviaFrom(call).WithAdditionalAnnotations(Formatter.Annotation)));
    }

    private static string? TokenFor(InvocationExpressionSyntax call, FixTarget target)
    {
        // Under a try a cancelled wait would run handlers that were written for a wait that cannot fail.
        if (call.Ancestors().TakeWhile(up => up is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(up => up is TryStatementSyntax)
            || call.ArgumentList.Arguments.Any(a => IsToken(target.Model.GetTypeInfo(a.Expression).Type)))
        {
            return null;
        }

        var function = target.Model.GetEnclosingSymbol(call.SpanStart, target.Cancellation) as IMethodSymbol;
        var tokens = function?.Parameters.Where(p => IsToken(p.Type)).ToList() ?? [];
        return tokens.Count == 1 ? tokens[0].Name : null;
    }

    private static bool IsToken(ITypeSymbol? type) => type is { Name: "CancellationToken", ContainingNamespace.Name: "Threading" };
}
