using SyncAnalyzers.CodeFixes.LockFields;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.CodeFixes.Semaphores;

/// <summary>SYNC4002: moves the wait before the try; where it cannot move, remembers in a bool whether a permit was taken; or every permit becomes a lease.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReleaseWithoutAcquireFix)), Shared]
public sealed class ReleaseWithoutAcquireFix() : RewritingFix(ReleaseWithoutAcquireAnalyzer.Rule.Id)
{
    private const string Move = "Wait before the try";
    private const string Guard = "Release only what was acquired";

    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Reported is not { } release || target.Explaining.FirstOrDefault() is not { } wait
            || AreEquivalent(wait, release) || SyntaxScope.TryBetween(wait, release) is not { } @try
            || release.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax } releasing)
        {
            yield break;
        }

        if (Moved(wait, releasing, @try) is { } moved)
            yield return (Move, Replace(target.Root, @try, moved));

        if (Guarded(target, wait, releasing, @try) is { } guarded)
            yield return (Guard, Replace(target.Root, @try, guarded));

        if (PermitConversion.Offer(target, wait) is { } leases)
            yield return leases;
    }

    /// <summary>
    /// Everything up to the wait moves out. Only where nothing but the release would have happened otherwise: with a catch,
    /// or more in the finally, leaving the try changes what a failed wait does.
    /// </summary>
    private static List<StatementSyntax>? Moved(ExpressionSyntax wait, StatementSyntax releasing, TryStatementSyntax @try)
    {
        if (@try.Catches.Count > 0 || @try.Finally is not { Block.Statements: { Count: 1 } only } || only[0] != releasing)
            return null;

        var statements = @try.Block.Statements;
        var at = statements.IndexOf(statement => statement.Span.Contains(wait.Span));
        if (at < 0 || !IsWaitAlone(statements[at], wait) || statements.Take(at + 1).SelectMany(Names).Any(name => IsUsedOutside(name, @try)))
            return null;

        List<StatementSyntax> moved = [.. statements.Take(at + 1)];
        var rest = @try.Block.WithStatements(List(statements.Skip(at + 1)));

        // A blank line that stood between the wait and the rest now stands before the try.
        if (rest.Statements.FirstOrDefault() is { } first && first.GetLeadingTrivia() is { Count: > 0 } lead && lead[0].IsKind(SyntaxKind.EndOfLineTrivia))
            rest = rest.ReplaceNode(first, first.WithLeadingTrivia(lead.SkipWhile(t => t.IsKind(SyntaxKind.EndOfLineTrivia))));

        moved[0] = moved[0].WithLeadingTrivia(@try.GetLeadingTrivia().AddRange(Remarks(moved[0].GetLeadingTrivia())));
        moved = moved.ConvertAll(statement => statement.WithAdditionalAnnotations(Formatter.Annotation));
        moved.Add(Behind(@try, @try.WithBlock(rest)));
        return moved;
    }

    /// <summary>The statement is the wait, or leaves the method when the wait failed.</summary>
    private static bool IsWaitAlone(StatementSyntax statement, ExpressionSyntax wait) => statement switch
    {
        ExpressionStatementSyntax => !statement.DescendantNodes().OfType<AnonymousFunctionExpressionSyntax>().Any(),
        LocalDeclarationStatementSyntax declaration => declaration.Declaration.Variables.Count == 1,
        IfStatementSyntax { Else: null } @if => @if.Condition.Span.Contains(wait.Span) && @if.Condition is PrefixUnaryExpressionSyntax && Leaves(@if.Statement),
        _ => false,
    };

    private static bool Leaves(StatementSyntax statement) =>
        statement is ReturnStatementSyntax or ThrowStatementSyntax || (statement is BlockSyntax { Statements: { Count: > 0 } inner } && Leaves(inner.Last()));

    private static List<StatementSyntax>? Guarded(FixTarget target, ExpressionSyntax wait, StatementSyntax releasing, TryStatementSyntax @try)
    {
        var name = target.FreeName("acquired", @try);
        var whole = WaitTask.WholeOf(wait);
        var remember = AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName(name), LiteralExpression(SyntaxKind.TrueLiteralExpression));
        var guard = IfStatement(IdentifierName(name), releasing.WithoutTrivia()).WithTriviaFrom(releasing).WithAdditionalAnnotations(Formatter.Annotation);

        // A wait repeated by a loop of the try takes more permits than one bool can remember.
        if (wait.Ancestors().TakeWhile(up => up != @try).Any(up => up is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            return null;

        TryStatementSyntax changed;
        if (target.Model.GetTypeInfo(whole).Type?.SpecialType == SpecialType.System_Boolean)
        {
            ExpressionSyntax assigned = AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName(name), whole.WithoutTrivia());
            if (whole.Parent is not (ExpressionStatementSyntax or IfStatementSyntax or EqualsValueClauseSyntax))
                assigned = ParenthesizedExpression(assigned);

            changed = @try.ReplaceNodes(new SyntaxNode[] { whole, releasing }, (node, _) => node == whole ? assigned.WithTriviaFrom(whole).WithAdditionalAnnotations(Formatter.Annotation) : guard);
        }
        else
        {
            if (whole.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block } waiting || target.Model.GetTypeInfo(whole).Type?.SpecialType != SpecialType.System_Void)
                return null;

            var after = ExpressionStatement(remember).WithTrailingTrivia(ElasticCarriageReturnLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
            var inserted = block.WithStatements(block.Statements.Insert(block.Statements.IndexOf(waiting) + 1, after));
            changed = @try.ReplaceNodes(new SyntaxNode[] { block, releasing }, (node, _) => node == block ? inserted : guard);
        }

        var declared = LocalDeclarationStatement(VariableDeclaration(IdentifierName("var"))
            .AddVariables(VariableDeclarator(name).WithInitializer(EqualsValueClause(LiteralExpression(SyntaxKind.FalseLiteralExpression)))));
        return [declared.WithLeadingTrivia(@try.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation), Behind(@try, changed)];
    }

    /// <summary>The changed try statement behind another: only where statements share lines has it to be laid out anew.</summary>
    private static TryStatementSyntax Behind(TryStatementSyntax @try, TryStatementSyntax changed) => @try.Parent is BlockSyntax block && Layout.Of(block) is { } layout
        ? changed.WithLeadingTrivia(Whitespace(layout.Indent))
        : changed.WithoutLeadingTrivia().WithAdditionalAnnotations(Formatter.Annotation);

    private static SyntaxNode Replace(SyntaxNode root, TryStatementSyntax @try, List<StatementSyntax> statements) => @try.Parent is BlockSyntax or SwitchSectionSyntax
        ? root.ReplaceNode(@try, statements)
        : root.ReplaceNode(@try, Block(statements).WithAdditionalAnnotations(Formatter.Annotation));

    private static IEnumerable<string> Names(StatementSyntax statement) => statement.DescendantNodes().Select(node => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
        _ => "",
    }).Where(name => name.Length > 0);

    /// <summary>The name would now be seen where another one of the same spelling is.</summary>
    private static bool IsUsedOutside(string name, TryStatementSyntax @try) =>
        @try.Parent?.DescendantTokens().Any(token => token.ValueText == name && !@try.Span.Contains(token.Span)) == true;

    private static SyntaxTriviaList Remarks(SyntaxTriviaList trivia) =>
        trivia.Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia)) ? trivia : default;
}
