using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2007: runs the guarded statements only if the lock was acquired.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CheckResultFix)), Shared]
public sealed class CheckResultFix() : BalanceFix(ResultIgnoredAnalyzer.Rule.Id)
{
    private const string Title = "Run the section only if the lock was acquired";

    protected override (string Title, SyntaxNode Root)? Fix(SyntaxNode root, SemanticModel model, SyntaxNode at, ImmutableArray<SyntaxNode> others)
    {
        if (at.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax block } statement
            || at is not ExpressionSyntax acquire || model.GetTypeInfo(acquire).Type?.SpecialType != SpecialType.System_Boolean || others.IsEmpty)
            return null;

        var first = block.Statements.IndexOf(statement) + 1;
        if (EndOf(block, first, others[others.Length - 1]) is not { } last || Declares(block, first, last))
            return null;

        var guarded = IfStatement(acquire.WithoutTrivia(), Block(block.Statements.Skip(first).Take(last - first + 1)))
            .WithCloseParenToken(Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(statement.GetTrailingTrivia()))
            .WithLeadingTrivia(statement.GetLeadingTrivia());
        return (Title, Replace(root, block, [.. block.Statements.Take(first - 1), Formatted(guarded), .. block.Statements.Skip(last + 1)]));
    }

    /// <summary>The release, or the try statement whose finally block releases.</summary>
    private static int? EndOf(BlockSyntax block, int first, SyntaxNode release)
    {
        foreach (var statement in release.AncestorsAndSelf().OfType<StatementSyntax>())
        {
            if (statement.Parent == block && block.Statements.IndexOf(statement) is var at && at >= first)
                return statement is ExpressionStatementSyntax || (statement is TryStatementSyntax { Finally: { } last } && last.Span.Contains(release.Span)) ? at : null;
        }

        return null;
    }

    private static bool Declares(BlockSyntax block, int first, int last) =>
        block.Statements.Skip(first).Take(last - first + 1).Any(statement => statement is LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax or LabeledStatementSyntax);
}
