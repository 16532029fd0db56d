using SyncAnalyzers.CodeFixes.LockFields;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary><c>if (check) { lock (gate) { if (check) { field = value; flag = true; } } }</c>, the second check and the flag or not.</summary>
/// <param name="Statement">The whole of it.</param>
/// <param name="Flag">What says besides that the value is there, and is used for nothing else.</param>
internal sealed record Initialization(IfStatementSyntax Statement, ExpressionSyntax Gate, AssignmentExpressionSyntax Set, PrivateField Field, PrivateField? Flag)
{
    public ExpressionSyntax Value => Set.Right;

    public static Initialization? Find(FixTarget target)
    {
        if (target.Root.FindNode(target.Diagnostic.Location.SourceSpan).FirstAncestorOrSelf<IfStatementSyntax>() is not { Else: null, Parent: BlockSyntax } outer
            || !outer.Condition.Span.Contains(target.Diagnostic.Location.SourceSpan) || Remarks.AreIn(outer.WithoutTrivia())
            || Locked(Only(outer.Statement)) is not var (gate, body))
        {
            return null;
        }

        if (Only(body) is IfStatementSyntax { Else: null } inner && AreEquivalent(inner.Condition, outer.Condition))
            body = inner.Statement;

        List<AssignmentExpressionSyntax?> sets = [.. (body is BlockSyntax block ? [.. block.Statements] : ImmutableArray.Create(body))
            .Select(statement => (statement as ExpressionStatementSyntax)?.Expression as AssignmentExpressionSyntax)];
        if (sets.Count is 0 or > 2 || sets.Exists(set => set is not { RawKind: (int)SyntaxKind.SimpleAssignmentExpression }))
            return null;

        var set = sets.Find(set => !target.Model.GetConstantValue(set!.Right, target.Cancellation).HasValue);
        var flag = sets.Find(other => other != set);
        var field = set is null ? null : FieldOf(set);
        var beside = flag is null ? null : FieldOf(flag);
        return field is null || (flag is not null && beside?.Uses.All(use => outer.Span.Contains(use.Span)) != true) ? null : new Initialization(outer, gate, set!, field, beside);

        PrivateField? FieldOf(AssignmentExpressionSyntax set) => PrivateField.Find(target.Model.GetSymbolInfo(set.Left, target.Cancellation).Symbol, target);
    }

    private static (ExpressionSyntax Gate, StatementSyntax Body)? Locked(StatementSyntax statement) => statement switch
    {
        LockStatementSyntax held => (held.Expression, held.Statement),
        UsingStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "EnterScope" } scope } } held => (scope.Expression, held.Statement),
        _ => null,
    };

    private static StatementSyntax Only(StatementSyntax statement) => statement is BlockSyntax { Statements: { Count: 1 } only } ? only[0] : statement;
}
