using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3002: lets the loop spin for a moment and then give the processor away.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BusySpinFix)), Shared]
public sealed class BusySpinFix : CodeFixProvider
{
    private const string Title = "Call SpinWait.SpinOnce in the loop";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [BusySpinAnalyzer.Rule.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            // The local needs a block to stand in; a loop made of jumps has no body.
            if (model is not null && LoopAt(root?.FindNode(diagnostic.Location.SourceSpan)) is { Parent: BlockSyntax block } loop)
            {
                var name = NameFor(loop, block, model);
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(Apply(context.Document, root!, loop, block, name, ThreadingName.At(model, loop.SpanStart, "SpinWait"))), Title), diagnostic);
            }
        }
    }

    private static StatementSyntax? LoopAt(SyntaxNode? condition) => condition?.Ancestors()
        .TakeWhile(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax))
        .OfType<StatementSyntax>()
        .FirstOrDefault(statement => statement is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or LabeledStatementSyntax or ForEachStatementSyntax) is { } loop and not (LabeledStatementSyntax or ForEachStatementSyntax)
            ? loop
            : null;

    private static Document Apply(Document document, SyntaxNode root, StatementSyntax loop, BlockSyntax block, string name, string type)
    {
        var declaration = ParseStatement($"var {name} = new {type}();")
            .WithTrailingTrivia(ElasticLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        var waiting = WithBody(loop, Body(BodyOf(loop), ParseStatement($"{name}.SpinOnce();"))).WithAdditionalAnnotations(Formatter.Annotation);

        // What stands before the loop stays before the local as well.
        var statements = block.Statements.ReplaceRange(loop, [declaration.WithLeadingTrivia(loop.GetLeadingTrivia()), waiting.WithLeadingTrivia(ElasticMarker)]);
        return document.WithSyntaxRoot(root.ReplaceNode(block, block.WithStatements(statements)));
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
