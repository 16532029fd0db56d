using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3002: lets the loop spin for a moment and then give the processor away.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BusySpinFix)), Shared]
public sealed class BusySpinFix() : RewritingFix(BusySpinAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        // A loop made of jumps has no body.
        if (LoopAt(target.Root.FindNode(target.Diagnostic.Location.SourceSpan)) is not { } loop)
            yield break;

        // The local needs a block to stand in.
        if (loop.Parent is BlockSyntax block)
            yield return ("Call SpinWait.SpinOnce in the loop", SpinOnce(target, loop, block, NameFor(loop, block, target.Model)));

        if (SpinUntil(target, loop) is { } until)
            yield return new FixOffer("Wait with SpinWait.SpinUntil", until) { IsFarReaching = true };

        foreach (var offer in EventConversion.Offers(target))
            yield return offer;
    }

    private static StatementSyntax? LoopAt(SyntaxNode? condition) => condition?.Ancestors()
        .TakeWhile(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax))
        .OfType<StatementSyntax>()
        .FirstOrDefault(statement => statement is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or LabeledStatementSyntax or ForEachStatementSyntax) is { } loop and not (LabeledStatementSyntax or ForEachStatementSyntax)
            ? loop
            : null;

    private static SyntaxNode SpinOnce(FixTarget target, StatementSyntax loop, BlockSyntax block, string name)
    {
        var declaration = ParseStatement($"var {name} = new {ThreadingName.At(target.Model, loop.SpanStart, "SpinWait")}();")
            .WithTrailingTrivia(ElasticLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        var waiting = WithBody(loop, Body(BodyOf(loop), ParseStatement($"{name}.SpinOnce();"))).WithAdditionalAnnotations(Formatter.Annotation);

        // What stands before the loop stays before the local as well.
        var statements = block.Statements.ReplaceRange(loop, [declaration.WithLeadingTrivia(loop.GetLeadingTrivia()), waiting.WithLeadingTrivia(ElasticMarker)]);
        return target.Root.ReplaceNode(block, block.WithStatements(statements));
    }

    /// <summary>A loop that does nothing but look is one call, unless what it looks at cannot be looked at from a lambda.</summary>
    private static SyntaxNode? SpinUntil(FixTarget target, StatementSyntax loop)
    {
        var condition = loop switch
        {
            WhileStatementSyntax statement => statement.Condition,
            DoStatementSyntax statement => statement.Condition,
            ForStatementSyntax { Declaration: null, Initializers.Count: 0, Incrementors.Count: 0 } statement => statement.Condition,
            _ => null,
        };

        if (condition is null || BodyOf(loop) is not (EmptyStatementSyntax or BlockSyntax { Statements.Count: 0 }) || HasComment(loop.WithoutTrivia())
            || condition.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax or AssignmentExpressionSyntax or SingleVariableDesignationSyntax))
        {
            return null;
        }

        var call = InvocationExpression(
            ParseExpression(ThreadingName.At(target.Model, loop.SpanStart, "SpinWait") + ".SpinUntil"),
            ArgumentList(SingletonSeparatedList(Argument(ParenthesizedLambdaExpression(Negation.Of(condition, target.Model))))));
        return target.Root.ReplaceNode(loop, ExpressionStatement(call).WithTriviaFrom(loop).WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static StatementSyntax Body(StatementSyntax body, StatementSyntax spin) => body switch
    {
        EmptyStatementSyntax when !body.ContainsDirectives && !HasComment(body) => spin.WithLeadingTrivia(ElasticLineFeed).WithTrailingTrivia(body.GetTrailingTrivia()),
        BlockSyntax block when block.DescendantNodes().Any(node => node is ContinueStatementSyntax) => block.WithStatements(block.Statements.Insert(0, spin.WithTrailingTrivia(ElasticLineFeed))),
        BlockSyntax block => block.WithStatements(block.Statements.Add(spin.WithTrailingTrivia(ElasticLineFeed))),
        _ => Block(body, spin),
    };

    private static bool HasComment(SyntaxNode node) => node.DescendantTrivia().Any(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));

    private static StatementSyntax BodyOf(StatementSyntax loop) => loop switch
    {
        WhileStatementSyntax statement => statement.Statement,
        DoStatementSyntax statement => statement.Statement,
        ForStatementSyntax statement => statement.Statement,
        _ => loop,
    };

    private static StatementSyntax WithBody(StatementSyntax loop, StatementSyntax body) => loop switch
    {
        WhileStatementSyntax statement => statement.WithStatement(body),
        DoStatementSyntax statement => statement.WithStatement(body),
        ForStatementSyntax statement => statement.WithStatement(body),
        _ => loop,
    };

    private static string NameFor(StatementSyntax loop, BlockSyntax block, SemanticModel model)
    {
        var member = block.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? (SyntaxNode)block;
        var taken = new HashSet<string>(member.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText));
        taken.UnionWith(model.LookupSymbols(loop.SpanStart).Select(symbol => symbol.Name));

        // Each loop of a member has its own number, so that fixing all of them at once gives no name twice.
        var number = member.DescendantNodes().TakeWhile(node => node != loop).Count(node => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax) + 1;
        var name = number == 1 ? "spin" : "spin" + number;
        while (taken.Contains(name))
            name = "spin" + ++number;

        return name;
    }
}
