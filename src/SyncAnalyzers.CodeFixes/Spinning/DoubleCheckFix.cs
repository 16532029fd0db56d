using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>SYNC3006: checks again under the lock, makes the flag that is set last volatile, or leaves it all to the framework.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DoubleCheckFix)), Shared]
public sealed class DoubleCheckFix() : RewritingFix(DoubleCheckAnalyzer.Rule.Id)
{
    protected override IEnumerable<FixOffer> Offer(FixTarget target)
    {
        if (target.Explaining.LastOrDefault() is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: ExpressionStatementSyntax or ReturnStatementSyntax } set
            && target.Diagnostic.Properties.TryGetValue(DoubleCheckAnalyzer.FaultKey, out var fault))
        {
            if (fault == DoubleCheckAnalyzer.NotRepeated && target.Model.GetTypeInfo(set.Left, target.Cancellation).Type is { IsReferenceType: true })
                yield return ("Check again under the lock", AssignIfNull(target.Root, set));
            else if (fault == DoubleCheckAnalyzer.PlainFlag && IsLast(set) && VolatileField.DeclarationOf(target.Model.GetSymbolInfo(set.Left, target.Cancellation).Symbol, target.Root, target.Cancellation) is { } field)
                yield return (VolatileField.Title, VolatileField.Apply(target.Root, field));
        }

        if (Initialization.Find(target) is not { } found)
            yield break;

        if (LazyField.Convert(target, found) is { } lazy)
            yield return new FixOffer("Use Lazy<T>", lazy) { IsFarReaching = true };

        if (LazyField.EnsureInitialized(target, found) is { } ensured)
            yield return new FixOffer("Use LazyInitializer.EnsureInitialized", ensured) { IsFarReaching = true };
    }

    private static bool IsLast(AssignmentExpressionSyntax set) => set.Parent?.Parent is not BlockSyntax block || block.Statements[block.Statements.Count - 1] == set.Parent;

    private static SyntaxNode AssignIfNull(SyntaxNode root, AssignmentExpressionSyntax set) => root.ReplaceNode(set,
        AssignmentExpression(SyntaxKind.CoalesceAssignmentExpression, set.Left, Token(SyntaxKind.QuestionQuestionEqualsToken).WithTriviaFrom(set.OperatorToken), set.Right));
}
