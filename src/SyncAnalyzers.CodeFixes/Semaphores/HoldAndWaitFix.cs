using SyncAnalyzers.CodeFixes.LockFields;
using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>SYNC4010: lets one caller at a time collect its permits; or takes them all at once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HoldAndWaitFix)), Shared]
public sealed class HoldAndWaitFix() : RewritingFix(HoldAndWaitAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (CollectedPermits.Find(target) is not { } permits || LockUse.LockOf(permits.Wait, target.Model) is not { } named
            || PrivateField.Find(target.Model.GetSymbolInfo(named, target.Cancellation).Symbol, target) is not { } field)
        {
            yield break;
        }

        if (Serialized(target, permits, named, field) is { } serialized)
            yield return new FixOffer("Let one caller at a time collect permits", serialized) { IsFarReaching = true };

        if (AtOnce(target, permits, field) is { } atOnce)
            yield return new FixOffer("Take all permits at once from a CountingSemaphore", atOnce) { IsFarReaching = true };
    }

    /// <summary>The waits go under a mutex, a field beside the semaphore's; what is declared there by an earlier fix is used again.</summary>
    private static SyntaxNode? Serialized(FixTarget target, CollectedPermits permits, ExpressionSyntax named, PrivateField field)
    {
        var name = field.Symbol.Name + "Turn";
        var known = field.Symbol.ContainingType.GetMembers(name);
        var awaits = permits.Wait.Parent is not ExpressionStatementSyntax;
        var type = ThreadingName.At(target.Model, field.Declaration.SpanStart, "SemaphoreSlim");
        if (!known.IsEmpty && known[0] is not IFieldSymbol { Type.Name: "SemaphoreSlim" } || (awaits && !Awaiting.IsAllowedAt(permits.Wait, target.Model)))
            return null;

        // The turn is taken on the object whose semaphore it is.
        ExpressionSyntax turn = named is MemberAccessExpressionSyntax access ? access.WithName(IdentifierName(name)).WithoutTrivia() : IdentifierName(name);
        var first = permits.Waits[0];
        var entered = InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, turn, IdentifierName(awaits ? "WaitAsync" : "Wait")), permits.Wait.ArgumentList.WithoutTrivia());
        StatementSyntax enter = ExpressionStatement(awaits ? Awaiting.Await(entered, first) : entered)
            .WithLeadingTrivia(first.GetLeadingTrivia()).WithTrailingTrivia(ElasticMarker).WithAdditionalAnnotations(Formatter.Annotation);
        var leave = ParseStatement($"{turn}.Release();");
        var collected = TryStatement(Block(permits.Waits.Replace(first, first.WithLeadingTrivia(ElasticMarker))), catches: default, FinallyClause(Block(leave))).WithAdditionalAnnotations(Formatter.Annotation);
        var statements = permits.Block.Statements;
        var at = statements.IndexOf(first);
        var block = permits.Block.WithStatements([.. statements.Take(at), enter, collected, .. statements.Skip(at + permits.Waits.Length)]);
        if (!known.IsEmpty)
            return target.Root.ReplaceNode(permits.Block, block);

        var isStatic = field.Symbol.IsStatic ? "static " : "";
        var line = EndOfLine(target.Root.ToFullString().Contains("\r\n") ? "\r\n" : "\n");
        var declared = ParseMemberDeclaration($"private {isStatic}readonly {type} {name} = new {type}(1, 1);")!
            .WithLeadingTrivia(field.Declaration.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))).WithTrailingTrivia(line);
        var tracked = target.Root.TrackNodes(permits.Block, field.Declaration);
        var changed = tracked.ReplaceNode(tracked.GetCurrentNode(permits.Block)!, block);
        return changed.InsertNodesAfter(changed.GetCurrentNode(field.Declaration)!, [declared]);
    }

    /// <summary>The semaphore becomes one that gives several permits at once, to all that take several.</summary>
    private static SyntaxNode? AtOnce(FixTarget target, CollectedPermits permits, PrivateField field)
    {
        if (PermitConversion.Find(target, permits.Wait, isMutex: false) is not { } conversion || LockUse.Of(field, target.Model) is not { } uses)
            return null;

        var leases = new LeaseConversion(target, conversion.Verb);
        StatementSyntax? last = null;
        foreach (var use in uses.Where(use => use.Kind == LockUseKind.Enter))
        {
            if (last?.Span.Contains(use.Node.Span) == true || CollectedPermits.From((InvocationExpressionSyntax)use.Node, target) is not { } several)
                continue;

            if (several.GivenBack(use.Lock, target.Model) is not var (@try, releases) || !Awaiting.IsAllowedAt(several.Wait, target.Model))
                return null;

            var call = InvocationExpression(
                MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, use.Lock.WithoutTrivia(), IdentifierName(conversion.Verb + "ScopeAsync")),
                several.Wait.ArgumentList.WithArguments(several.Wait.ArgumentList.Arguments.Insert(0, Argument(several.Count!.WithoutTrivia()))).WithAdditionalAnnotations(Formatter.Annotation));
            leases.Collect(several.Waits, @try, releases, Awaiting.Await(call, several.Wait));
            last = several.Waits[several.Waits.Length - 1];
        }

        return leases.TryConvert(conversion.Field, conversion.Type, [.. conversion.Arguments]) ? leases.Result(conversion.Type) : null;
    }
}
