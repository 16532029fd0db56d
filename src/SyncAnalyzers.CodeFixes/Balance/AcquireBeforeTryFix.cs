using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2008: acquires before the try, or releases only what was taken.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AcquireBeforeTryFix)), Shared]
public sealed class AcquireBeforeTryFix() : BalanceFix(AcquiredInsideTryAnalyzer.Rule.Id)
{
    protected override (string Title, SyntaxNode Root)? Fix(SyntaxNode root, SemanticModel model, SyntaxNode at, ImmutableArray<SyntaxNode> others)
    {
        if (at is not InvocationExpressionSyntax acquire || acquire.Parent is not ExpressionStatementSyntax statement || others.IsEmpty
            || others[0].FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax } release
            || release.FirstAncestorOrSelf<FinallyClauseSyntax>() is not { Parent: TryStatementSyntax { Parent: BlockSyntax outer } @try })
            return null;

        if (acquire.ArgumentList.Arguments.FirstOrDefault(argument => argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword)) is { Expression: IdentifierNameSyntax taken })
            return ("Release only if the lock was taken", root.ReplaceNode(release, Guarded(release, taken.Identifier.ValueText)));

        if (@try.Block.Statements.FirstOrDefault() == statement)
        {
            var rest = @try.WithBlock(@try.Block.WithStatements(@try.Block.Statements.RemoveAt(0)));
            var moved = Formatted(statement.WithLeadingTrivia(@try.GetLeadingTrivia().AddRange(Remarks(statement))));
            var layout = Layout.Of(outer);
            if (rest.Block.Statements is { Count: > 0 } left)
                rest = rest.ReplaceNode(left[0], left[0].WithLeadingTrivia(Layout.WithoutEmptyLines(left[0].GetLeadingTrivia())));

            rest = layout is null ? Formatted(rest.WithLeadingTrivia(ElasticMarker)) : rest.WithLeadingTrivia(Whitespace(layout.Indent));
            return ("Acquire before the try", root.ReplaceNode(outer, outer.WithStatements(outer.Statements.ReplaceRange(@try, [moved, rest]))));
        }

        // Moving it over what stands before it would guard that, too.
        if (model.GetSymbolInfo(acquire).Symbol is not IMethodSymbol { Name: "Enter", ContainingType: { Name: "Monitor", ContainingNamespace.Name: "Threading" } })
            return null;

        var name = NewName(@try, "lockTaken");
        var entered = acquire.AddArgumentListArguments(Argument(IdentifierName(name)).WithRefKindKeyword(Token(SyntaxKind.RefKeyword).WithTrailingTrivia(Space)));
        var changed = @try.ReplaceNodes([statement, release], (old, _) => old == statement ? Formatted(statement.WithExpression(entered)) : Guarded(release, name));
        var declared = Formatted(ParseStatement("var " + name + " = false;").WithLeadingTrivia(@try.GetLeadingTrivia()).WithTrailingTrivia(ElasticMarker));
        return ("Release only if the lock was taken", root.ReplaceNode(outer, outer.WithStatements(outer.Statements.ReplaceRange(@try, [declared, Layout.Of(outer) is { } apart ? changed.WithLeadingTrivia(Whitespace(apart.Indent)) : Formatted(changed.WithLeadingTrivia(ElasticMarker))]))));
    }

    private static IfStatementSyntax Guarded(ExpressionStatementSyntax release, string taken) =>
        Formatted(IfStatement(IdentifierName(taken), release.WithoutLeadingTrivia()).WithLeadingTrivia(release.GetLeadingTrivia()));

    private static SyntaxTriviaList Remarks(StatementSyntax statement) => HasRemarks(statement.GetLeadingTrivia()) ? statement.GetLeadingTrivia() : default;
}
