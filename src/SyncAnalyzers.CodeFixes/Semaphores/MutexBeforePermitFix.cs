using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>SYNC4013: waits for the counting semaphore before the mutex, where one wait stands right behind the other.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MutexBeforePermitFix)), Shared]
public sealed class MutexBeforePermitFix() : RewritingFix(MutexBeforePermitAnalyzer.Rule.Id)
{
    private const string Title = "Wait for the permit first";

    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Reported?.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax block } wait
            || target.Diagnostic.AdditionalLocations is not { Count: > 0 } locations || locations[0] is not { } location || location.SourceTree != target.Root.SyntaxTree)
        {
            yield break;
        }

        var outer = target.Root.FindNode(location.SourceSpan).FirstAncestorOrSelf<StatementSyntax>();

        // lock (mutex) { wait; ... }: only the wait moves, so that its comments go along.
        if (outer is LockStatementSyntax @lock && @lock.Statement == block && block.Statements[0] == wait && @lock.Parent is BlockSyntax)
        {
            var rest = @lock.ReplaceNode(block, block.WithStatements(block.Statements.RemoveAt(0))).WithLeadingTrivia(ElasticMarker);
            var first = wait.WithLeadingTrivia(@lock.GetLeadingTrivia().AddRange(Remarks(wait))).WithAdditionalAnnotations(Formatter.Annotation);
            yield return (Title, target.Root.ReplaceNode(@lock, new SyntaxNode[] { first, rest.WithAdditionalAnnotations(Formatter.Annotation) }));
        }
        else if (outer is ExpressionStatementSyntax && outer.Parent == block && block.Statements.IndexOf(outer) is var at && block.Statements.IndexOf(wait) == at + 1)
        {
            var statements = block.Statements.Replace(block.Statements[at], wait.WithTriviaFrom(outer)).ToList();
            statements[at + 1] = outer.WithTriviaFrom(wait);
            if (!HasRemark(outer) && !HasRemark(wait))
                yield return (Title, target.Root.ReplaceNode(block, block.WithStatements(List(statements))));
        }
    }

    private static SyntaxTriviaList Remarks(SyntaxNode node) => HasRemark(node) ? node.GetLeadingTrivia() : default;

    private static bool HasRemark(SyntaxNode node) =>
        node.GetLeadingTrivia().Concat(node.GetTrailingTrivia()).Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia));
}
