using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace SyncAnalyzers.Engine.Balance;

/// <summary>How two places of one function lie to each other.</summary>
internal static class Places
{
    /// <summary>The try statement in whose finally block the operation stands.</summary>
    public static TryStatementSyntax? TryOfFinally(IOperation operation) =>
        Ancestors(operation.Syntax).OfType<FinallyClauseSyntax>().FirstOrDefault()?.Parent as TryStatementSyntax;

    public static bool IsInBlockOf(TryStatementSyntax statement, IOperation operation) => statement.Block.Span.Contains(operation.Syntax.Span);

    /// <summary>The release is in the finally block of the try statement that comes right after the acquire.</summary>
    public static bool IsFinallyRightAfter(IOperation release, IOperation acquire) =>
        TryOfFinally(release) is { } statement
        && acquire.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax block } acquisition
        && block.Statements.IndexOf(acquisition) is var at && at + 1 < block.Statements.Count && block.Statements[at + 1] == statement;

    /// <summary>Something decides whether the operation runs that does not decide the same for <paramref name="other"/>.</summary>
    public static bool IsDecidedApart(IOperation operation, IOperation other)
    {
        var below = operation.Syntax;
        foreach (var ancestor in Ancestors(operation.Syntax))
        {
            if (ancestor.Span.Contains(other.Syntax.Span))
                return ancestor is IfStatementSyntax or SwitchStatementSyntax or ConditionalExpressionSyntax && !IsCondition(ancestor, other.Syntax) && !IsCondition(ancestor, below);

            if (ancestor is IfStatementSyntax or SwitchStatementSyntax or ConditionalExpressionSyntax or SwitchExpressionSyntax or WhileStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or CatchClauseSyntax && !IsCondition(ancestor, below))
                return true;

            below = ancestor;
        }

        return false;
    }

    /// <summary>An exception before the operation can lead to a handler of the same function instead.</summary>
    public static bool IsCaught(IOperation operation) => Ancestors(operation.Syntax).OfType<TryStatementSyntax>().Any(statement => statement.Catches.Count > 0 && IsInBlockOf(statement, operation));

    /// <summary>A loop repeats the operation and not <paramref name="other"/>.</summary>
    public static bool IsRepeatedApart(IOperation operation, IOperation other) => Ancestors(operation.Syntax)
        .SelectMany(Repeated).Any(loop => loop.Contains(operation.Syntax.Span) && !loop.Contains(other.Syntax.Span));

    /// <summary>What a loop repeats: a statement, or all from a label to the last <c>goto</c> back to it.</summary>
    private static IEnumerable<TextSpan> Repeated(SyntaxNode node) => node switch
    {
        WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax => [node.Span],
        BlockSyntax block => block.Statements.OfType<LabeledStatementSyntax>().Select(label => block.DescendantNodes().OfType<GotoStatementSyntax>()
                .Where(jump => jump.SpanStart > label.SpanStart && jump.Expression is IdentifierNameSyntax name && name.Identifier.ValueText == label.Identifier.ValueText)
                .Select(jump => TextSpan.FromBounds(label.SpanStart, jump.Span.End)).LastOrDefault())
            .Where(span => !span.IsEmpty),
        _ => [],
    };

    private static bool IsCondition(SyntaxNode statement, SyntaxNode part) => statement switch
    {
        IfStatementSyntax @if => @if.Condition.Span.Contains(part.Span),
        SwitchStatementSyntax @switch => @switch.Expression.Span.Contains(part.Span),
        ConditionalExpressionSyntax conditional => conditional.Condition.Span.Contains(part.Span),
        WhileStatementSyntax loop => loop.Condition.Span.Contains(part.Span),
        _ => false,
    };

    private static IEnumerable<SyntaxNode> Ancestors(SyntaxNode node) =>
        node.Ancestors().TakeWhile(ancestor => ancestor is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax or AccessorDeclarationSyntax));
}
