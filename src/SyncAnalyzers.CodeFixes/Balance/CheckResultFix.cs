using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.CodeFixes.Balance;

/// <summary>SYNC2007: throws if the lock was not acquired in time, or runs the guarded statements only if it was acquired.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CheckResultFix)), Shared]
public sealed class CheckResultFix() : RewritingFix(ResultIgnoredAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Reported is not { Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } statement } acquire || target.Explaining.LastOrDefault() is not { } release
            || target.Model.GetTypeInfo(acquire, target.Cancellation).Type?.SpecialType != SpecialType.System_Boolean)
        {
            yield break;
        }

        var first = block.Statements.IndexOf(statement) + 1;
        if (EndOf(block, first, release) is not { } last)
            yield break;

        if (acquire is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } && arguments.Any(argument => IsTime(target.Model.GetTypeInfo(argument.Expression, target.Cancellation).Type)))
            yield return TimeIsUp.Throw(target, acquire, statement);

        if (!Declares(block, first, last))
            yield return ("Run the section only if the lock was acquired", target.Root.ReplaceNode(block, Guarded(block, statement, first, last, acquire)));
    }

    private static BlockSyntax Guarded(BlockSyntax block, ExpressionStatementSyntax statement, int first, int last, ExpressionSyntax acquire)
    {
        var layout = Layout.Of(block);
        List<StatementSyntax> body = [.. block.Statements.Skip(first).Take(last - first + 1)];
        var guarded = layout?.If(acquire.WithoutTrivia(), body, statement.GetTrailingTrivia())
            ?? IfStatement(acquire.WithoutTrivia(), Block(body)).WithCloseParenToken(Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(statement.GetTrailingTrivia())).WithAdditionalAnnotations(Formatter.Annotation);
        var after = block.Statements.Skip(last + 1);
        return block.WithStatements([.. block.Statements.Take(first - 1), guarded.WithLeadingTrivia(statement.GetLeadingTrivia()), .. layout?.Apart(after) ?? after]);
    }

    private static bool IsTime(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_Int32 } or { Name: "TimeSpan", ContainingNamespace.Name: "System" };

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
