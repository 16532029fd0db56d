using SyncAnalyzers.CodeFixes.LockFields;
using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.CodeFixes.Deadlock;

/// <summary>SYNC1001: swaps two directly nested lock statements where most other places take the two the other way round; or takes both at once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LockOrderInversionFix)), Shared]
public sealed class LockOrderInversionFix() : RewritingFix(LockOrderInversionAnalyzer.Rule.Id)
{
    private const string Title = "Swap the two locks";

    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (NestedLocks.Find(target.Root, target.Diagnostic.Location) is not { } locks)
            yield break;

        if (target.Diagnostic.Properties.ContainsKey(LockOrderInversionAnalyzer.IsMinority))
            yield return (Title, Swap(target.Root, locks));

        if (MultiLockConversion.Offer(target) is { } both)
            yield return both;
    }

    private static SyntaxNode Swap(SyntaxNode root, NestedLocks locks)
    {
        var (outer, inner) = (locks.Outer.CloseParenToken, locks.Inner.CloseParenToken);

        // What is said of a lock at the end of its line goes with it.
        var areRemarks = outer.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia) && inner.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);
        return root.ReplaceSyntax(
            [locks.Outer.Expression, locks.Inner.Expression],
            (original, _) => (original == locks.Outer.Expression ? locks.Inner : locks.Outer).Expression.WithTriviaFrom(original),
            areRemarks ? [outer, inner] : [],
            (original, _) => original.WithTrailingTrivia((original == outer ? inner : outer).TrailingTrivia),
            [],
            (original, _) => original);
    }
}
