using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Benchmarks.Plant;

/// <summary>A change of one method that unbalances it.</summary>
internal sealed record BalancePlant(string Fault, MethodDeclarationSyntax Method, IReadOnlyList<TextChange> Changes);

/// <summary>Where locks are entered and left explicitly: <c>X.Enter(o); try { ... } finally { X.Exit(o); }</c>. Found from syntax alone, apart from the engine on purpose.</summary>
internal static class BalanceSites
{
    /// <summary>The faults in the order in which they are planted. One that a place does not allow leaves it to the next.</summary>
    private static readonly (string Name, Func<Site, IReadOnlyList<TextChange>?> Change)[] s_faults =
    [
        ("release deleted", site => [Delete(site.Exit)]),
        ("release moved out of the finally", site => site.EndsAtTheEnd ? [Delete(site.Exit), Before(site.Try.Block.CloseBraceToken, site.Exit)] : null),
        ("release doubled", site => [Before(site.Exit.GetFirstToken(), site.Exit)]),
        ("acquire moved into the try", site => [Delete(site.Enter), new(new TextSpan(site.Try.Block.OpenBraceToken.Span.End, 0), " " + site.Enter)]),
        ("acquire doubled", site => [Before(site.Enter.GetFirstToken(), site.Enter)]),
    ];

    /// <summary>One fault for each suitable method of the file; its kind goes round with <paramref name="next"/>.</summary>
    public static IEnumerable<BalancePlant> In(SyntaxTree tree, Func<int> next)
    {
        foreach (var method in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            // One region alone, so that nothing else of the method makes up for the fault.
            if (method.DescendantNodes().OfType<TryStatementSyntax>().Select(SiteOf).OfType<Site>().ToList() is not [var site])
                continue;

            var first = next();
            yield return Enumerable.Range(0, s_faults.Length).Select(i => s_faults[(first + i) % s_faults.Length])
                .Select(fault => (fault.Name, Changes: fault.Change(site)))
                .Where(fault => fault.Changes is not null)
                .Select(fault => new BalancePlant(fault.Name, method, [.. fault.Changes!.OrderBy(change => change.Span.Start)])).First();
        }
    }

    private static Site? SiteOf(TryStatementSyntax statement) =>
        statement is { Finally.Block.Statements: [.., ExpressionStatementSyntax exit], Parent: BlockSyntax block }
        && block.Statements.IndexOf(statement) is > 0 and var at && block.Statements[at - 1] is ExpressionStatementSyntax enter
        && Call(enter) is var (by, taken, lockTaken) && Call(exit) is var (alsoBy, given, lockGiven)
        && by == alsoBy && lockTaken == lockGiven && taken.StartsWith("Enter", StringComparison.Ordinal) && given == "Exit" + taken["Enter".Length..]
            ? new(enter, statement, exit)
            : null;

    private static (string By, string Name, string Arguments)? Call(ExpressionStatementSyntax statement) =>
        statement.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var by, Name: var name }, ArgumentList: var arguments }
            ? (by.ToString(), name.ToString(), arguments.ToString())
            : null;

    private static TextChange Delete(SyntaxNode node) => new(node.Span, ";");

    private static TextChange Before(SyntaxToken token, SyntaxNode inserted) => new(new TextSpan(token.SpanStart, 0), inserted + " ");

    private sealed record Site(ExpressionStatementSyntax Enter, TryStatementSyntax Try, ExpressionStatementSyntax Exit)
    {
        public bool EndsAtTheEnd => Try.Block.Statements is [.., not (ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or WhileStatementSyntax)];
    }
}
