using Microsoft.CodeAnalysis.Editing;
using SyncAnalyzers.CodeFixes.LockFields;

namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>Makes a flag that is waited for a <c>ManualResetEventSlim</c>, wherever it is raised, lowered, read or waited for.</summary>
internal static class EventConversion
{
    public const string Title = "Wait on a ManualResetEventSlim";

    /// <returns>The document afterwards; <see langword="null"/> unless the reported loop does nothing but wait for one private flag that only constants are assigned to.</returns>
    public static SyntaxNode? Convert(FixTarget target)
    {
        var waiting = target.Root.FindNode(target.Diagnostic.Location.SourceSpan).FirstAncestorOrSelf<StatementSyntax>();
        if (WaitedFor(waiting, target) is not { } flag || FieldOf(target, flag) is not { Symbol.Type.SpecialType: SpecialType.System_Boolean, IsUsedAsExpression: true } field)
            return null;

        var initial = field.Variable.Initializer is { } initializer ? target.Model.GetConstantValue(initializer.Value, target.Cancellation).Value : false;
        var editor = new SyntaxEditor(target.Root, target.Document.Project.Solution.Workspace.Services);
        if (initial is not bool isSet || !field.Uses.All(use => TryConvert(editor, use, target)))
            return null;

        editor.ReplaceNode(field.Declaration, Declare(target, field, isSet));
        return editor.GetChangedRoot();
    }

    private static PrivateField? FieldOf(FixTarget target, ExpressionSyntax flag)
    {
        var named = flag is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } read && IsVolatile(read, target) ? arguments[0].Expression : flag;
        return PrivateField.Find(target.Model.GetSymbolInfo(named, target.Cancellation).Symbol, target);
    }

    private static bool TryConvert(SyntaxEditor editor, ExpressionSyntax use, FixTarget target)
    {
        // A pause that depends on the flag is gone with its loop.
        if (use.Ancestors().OfType<StatementSyntax>().Any(loop => WaitedFor(loop, target)?.Span.Contains(use.Span) == false))
            return false;

        var whole = use;
        var value = default(ExpressionSyntax);
        if (use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use)
        {
            (whole, value) = (assignment, assignment.RawKind == (int)SyntaxKind.SimpleAssignmentExpression ? assignment.Right : assignment);
        }
        else if (use.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } argument)
        {
            if (call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" })
                return true;

            if (IsVolatile(call, target))
                (whole, value) = (call, call.ArgumentList.Arguments.Count == 2 ? call.ArgumentList.Arguments[1].Expression : null);
            else if (argument.RefKindKeyword.RawKind != 0)
                return false;
        }

        if (value is not null)
        {
            if (target.Model.GetConstantValue(value, target.Cancellation).Value is not bool isRaised)
                return false;

            editor.ReplaceNode(whole, Call(use, isRaised ? "Set" : "Reset").WithTriviaFrom(whole));
            return true;
        }

        if (whole.Parent is PrefixUnaryExpressionSyntax { Parent: StatementSyntax loop } && WaitedFor(loop, target) == whole)
            editor.ReplaceNode(loop, ExpressionStatement(Call(use, "Wait")).WithTriviaFrom(loop));
        else
            editor.ReplaceNode(whole, MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, use.WithoutTrivia(), IdentifierName("IsSet")).WithTriviaFrom(whole));

        return true;
    }

    /// <summary>What has to come true for a loop to end that only looks and pauses.</summary>
    private static ExpressionSyntax? WaitedFor(StatementSyntax? loop, FixTarget target)
    {
        var (condition, body) = loop switch
        {
            WhileStatementSyntax statement => (statement.Condition, statement.Statement),
            DoStatementSyntax statement => (statement.Condition, statement.Statement),
            _ => default,
        };

        var pause = body is BlockSyntax { Statements.Count: 1 } block ? block.Statements[0] : body;
        return condition is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var flag } && !Remarks.AreIn(loop!.WithoutTrivia())
            && (pause is EmptyStatementSyntax or BlockSyntax { Statements.Count: 0 } || (pause is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } && IsPause(call, target)))
                ? flag
                : null;
    }

    private static bool IsPause(InvocationExpressionSyntax call, FixTarget target) => target.Model.GetSymbolInfo(call, target.Cancellation).Symbol is IMethodSymbol method && method switch
    {
        { Name: "Sleep" or "Yield" or "SpinWait", ContainingType: { Name: "Thread", ContainingNamespace.Name: "Threading" } } => true,
        { Name: "Wait", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } } => call.Expression is MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax delay }
            && target.Model.GetSymbolInfo(delay, target.Cancellation).Symbol is IMethodSymbol { Name: "Delay", ContainingType.Name: "Task" },
        _ => false,
    };

    private static bool IsVolatile(InvocationExpressionSyntax call, FixTarget target) =>
        target.Model.GetSymbolInfo(call, target.Cancellation).Symbol is IMethodSymbol { Name: "Read" or "Write", ContainingType: { Name: "Volatile", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } };

    private static InvocationExpressionSyntax Call(ExpressionSyntax flag, string method) =>
        InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, flag.WithoutTrivia(), IdentifierName(method)));

    private static FieldDeclarationSyntax Declare(FixTarget target, PrivateField field, bool isSet)
    {
        var type = ParseTypeName(ThreadingName.At(target.Model, field.Declaration.SpanStart, "ManualResetEventSlim"));
        var created = ObjectCreationExpression(type).WithArgumentList(ArgumentList(isSet ? SingletonSeparatedList(Argument(LiteralExpression(SyntaxKind.TrueLiteralExpression))) : default));
        var modifiers = field.Declaration.Modifiers.Where(modifier => modifier.Kind() is not (SyntaxKind.VolatileKeyword or SyntaxKind.ReadOnlyKeyword));
        return field.Declaration.WithoutLeadingTrivia()
            .WithModifiers(TokenList([.. modifiers, Token(SyntaxKind.ReadOnlyKeyword)]))
            .WithDeclaration(VariableDeclaration(type, SingletonSeparatedList(field.Variable.WithoutTrivia().WithInitializer(EqualsValueClause(created)))))
            .WithLeadingTrivia(field.Declaration.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
