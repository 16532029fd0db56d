using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.CodeFixes.LockFields;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>SYNC4001: what follows the wait goes into a try, and the release into its finally; or every permit becomes a lease.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PermitNotReleasedFix)), Shared]
public sealed class PermitNotReleasedFix() : RewritingFix(PermitNotReleasedAnalyzer.Rule.Id)
{
    private const string Title = "Release in a finally block";

    private const string RefusedTitle = "Release before answering no";

    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Reported is { } wait && Region(wait) is var (block, first))
        {
            // A finally would take from the caller what he is lent.
            if (target.Diagnostic.Properties.ContainsKey(PermitNotReleasedAnalyzer.IsLent))
            {
                if (Refused(target, wait) is { } refused)
                    yield return refused;
            }
            else if (Wrapped(target, wait, block, first) is { } wrapped)
                yield return (Title, target.Root.ReplaceNode(block, wrapped));
            else if (LateTry.Widen(block, first, statement => IsReleaseOf(statement, wait), target.Model) is { } widened)
                yield return new FixOffer(LateTry.Title, target.Root.ReplaceNode(block, widened)) { Key = Title };
        }

        if (target.Reported is { } acquire && target.Explaining.LastOrDefault() is { } dispose && ReleaseInFinallyFix.Using(target.Root, acquire, dispose) is { } lease)
            yield return lease;

        if (target.Reported is { } taken && PermitConversion.Offer(target, taken) is { } leases)
            yield return leases;
    }

    /// <summary>Where the permit is held from: behind the wait, or inside the branch that tests its result.</summary>
    private static (BlockSyntax Block, int First)? Region(ExpressionSyntax wait)
    {
        if (wait.FirstAncestorOrSelf<StatementSyntax>() is not { } statement)
            return null;

        if (statement is IfStatementSyntax @if && @if.Condition.Span.Contains(wait.Span))
        {
            var isNegated = @if.Condition is PrefixUnaryExpressionSyntax;
            if (!isNegated)
                return @if.Condition == WaitTask.WholeOf(wait) && @if.Statement is BlockSyntax inner ? (inner, 0) : null;

            if (@if.Else is not null)
                return null;
        }
        else if (statement is not (ExpressionStatementSyntax or LocalDeclarationStatementSyntax))
        {
            return null;
        }

        return statement.Parent is BlockSyntax outer ? (outer, outer.Statements.IndexOf(statement) + 1) : null;
    }

    /// <summary>The caller is told no, and has nothing to give back.</summary>
    private static FixOffer? Refused(FixTarget target, ExpressionSyntax wait)
    {
        if (target.Explaining.LastOrDefault() is not LiteralExpressionSyntax { Parent: ReturnStatementSyntax refusal } || NewRelease(wait) is not { } release)
            return null;

        SyntaxNode[] both = refusal.Parent is BlockSyntax block && Layout.Of(block) is { } layout
            ? [layout.Alone(release).WithLeadingTrivia(refusal.GetLeadingTrivia()), refusal.WithLeadingTrivia(Whitespace(layout.Indent))]
            : [release.WithAdditionalAnnotations(Formatter.Annotation), refusal.WithAdditionalAnnotations(Formatter.Annotation)];
        return new FixOffer(RefusedTitle, refusal.Parent is BlockSyntax
            ? target.Root.ReplaceNode(refusal, both)
            : target.Root.ReplaceNode(refusal, Block(both.Cast<StatementSyntax>()).WithAdditionalAnnotations(Formatter.Annotation)));
    }

    private static BlockSyntax? Wrapped(FixTarget target, ExpressionSyntax wait, BlockSyntax block, int first)
    {
        List<ExpressionStatementSyntax> releases = [.. block.Statements.Skip(first).SelectMany(s => s.DescendantNodesAndSelf(n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
            .OfType<ExpressionStatementSyntax>().Where(s => IsReleaseOf(s, wait))];
        var reported = target.Explaining.Count(e => e.Parent is ExpressionStatementSyntax release && IsReleaseOf(release, wait));

        // A release elsewhere, or one that hangs on a condition of its own, is part of a plan that a finally would cross.
        if (releases.Count < reported || releases.Exists(r => r.Parent is not BlockSyntax || HasRemark(r) || r.Ancestors().TakeWhile(up => up != block).Any(up => up is FinallyClauseSyntax or CatchClauseSyntax)))
            return null;

        var last = releases.FindLast(r => r.Parent == block);
        var end = last is null ? block.Statements.Count : block.Statements.IndexOf(last);
        List<StatementSyntax> held = [.. block.Statements.Skip(first).Take(end - first)];
        if (held.Count == 0 || (last is not null && releases.Exists(r => r.SpanStart > last.SpanStart)))
            return null;

        List<StatementSyntax> rest = [.. block.Statements.Skip(end + 1)];
        if (Escaping.Of(held, rest, target.Model) is not { } escaping || held.Exists(statement => IsTooIntricate(statement, rest)) || !releases.TrueForAll(release => release == last || LockedRegion.IsFollowedByJump(release)))
            return null;

        if ((last ?? releases.FirstOrDefault() ?? NewRelease(wait)) is not { } release)
            return null;

        List<StatementSyntax> body = [.. held.Select(s => Without(s, releases)).OfType<StatementSyntax>().Select(escaping.Inside).OfType<StatementSyntax>()];
        if (escaping.Return is { } result)
        {
            body.Add(result.WithLeadingTrivia(Layout.Joined(last!.GetLeadingTrivia(), result.GetLeadingTrivia())));
            rest.RemoveAt(0);
        }

        // What is declared before is not between the wait and the try.
        var layout = Layout.Of(block);
        var guarded = layout?.Try(body, last ?? layout.Alone(release.WithoutTrivia()))
            ?? TryStatement(Block(body), catches: default, FinallyClause(Block(release.WithoutTrivia())))
                .WithLeadingTrivia(ElasticMarker).WithTrailingTrivia(last?.GetTrailingTrivia() ?? TriviaList(ElasticCarriageReturnLineFeed)).WithAdditionalAnnotations(Formatter.Annotation);
        var declared = escaping.Declarations.Select(local => layout is null ? local.WithAdditionalAnnotations(Formatter.Annotation) : layout.Alone(local));
        var before = first == 0 ? 0 : first - 1;
        return block.WithStatements(List([.. block.Statements.Take(before), .. declared, .. block.Statements.Skip(before).Take(first - before), guarded, .. layout?.Apart(rest) ?? rest]));
    }

    /// <summary>A block of its own would end sooner what is disposed at its end, or hide a label.</summary>
    private static bool IsTooIntricate(StatementSyntax statement, List<StatementSyntax> rest) =>
        statement is LabeledStatementSyntax || statement.DescendantTrivia().Any(MentionsRelease) || (statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not (int)SyntaxKind.None } && rest.Exists(other => other is not ReturnStatementSyntax));

    /// <summary>Where the project is compiled with other symbols, a release stands here, or may.</summary>
    private static bool MentionsRelease(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.DisabledTextTrivia) && trivia.ToString().Contains("Release");

    private static StatementSyntax? Without(StatementSyntax statement, List<ExpressionStatementSyntax> releases) =>
        statement.RemoveNodes(statement.DescendantNodes().OfType<ExpressionStatementSyntax>().Where(releases.Contains), SyntaxRemoveOptions.KeepNoTrivia);

    private static bool IsReleaseOf(ExpressionStatementSyntax statement, ExpressionSyntax wait) =>
        statement.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Release" } release }
        && wait is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax waited } && AreEquivalent(release.Expression, waited.Expression);

    private static ExpressionStatementSyntax? NewRelease(ExpressionSyntax wait) =>
        wait is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "WaitAsync" or "WaitOne" } waited }
            ? ExpressionStatement(InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, waited.Expression.WithoutTrivia(), IdentifierName("Release"))))
            : null;

    private static bool HasRemark(SyntaxNode node) =>
        node.GetLeadingTrivia().Concat(node.GetTrailingTrivia()).Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia));
}
