namespace SyncAnalyzers.CodeFixes.Spinning;

/// <summary>A loop that only looks at a flag and pauses, until the flag is raised.</summary>
/// <param name="Flag">What is looked at.</param>
/// <param name="Await">The pause, where it is awaited.</param>
/// <param name="Pause">The call that pauses; <see langword="null"/> where the loop only looks.</param>
/// <param name="Token">What ends the pause, and with it the wait.</param>
internal sealed record FlagLoop(StatementSyntax Statement, ExpressionSyntax Flag, AwaitExpressionSyntax? Await, InvocationExpressionSyntax? Pause, ExpressionSyntax? Token)
{
    public static FlagLoop? Find(StatementSyntax? loop, FixTarget target)
    {
        var (condition, body) = loop switch
        {
            WhileStatementSyntax statement => (statement.Condition, statement.Statement),
            DoStatementSyntax statement => (statement.Condition, statement.Statement),
            _ => default,
        };

        if (condition is not PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var flag } || Remarks.AreIn(loop!.WithoutTrivia()))
            return null;

        return (body is BlockSyntax { Statements.Count: 1 } block ? block.Statements[0] : body) switch
        {
            EmptyStatementSyntax or BlockSyntax { Statements.Count: 0 } => new FlagLoop(loop!, flag, Await: null, Pause: null, Token: null),
            ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } when IsPause(call, target) => new FlagLoop(loop!, flag, Await: null, call, TokenOf(call, target)),
            ExpressionStatementSyntax { Expression: AwaitExpressionSyntax awaited } when Awaited(awaited, target) is { } call => new FlagLoop(loop!, flag, awaited, call, TokenOf(call, target)),
            _ => null,
        };
    }

    /// <summary>The statement straight behind, if it lowers the flag again: then one of those that wait has taken what was signalled.</summary>
    public ExpressionStatementSyntax? LoweringIn(FixTarget target) =>
        Statement.Parent is BlockSyntax block && block.Statements.ElementAtOrDefault(block.Statements.IndexOf(Statement) + 1) is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } set } next
        && AreEquivalent(set.Left, Flag) && target.Model.GetConstantValue(set.Right, target.Cancellation).Value is false && !Remarks.AreIn(next)
            ? next
            : null;

    private static InvocationExpressionSyntax? Awaited(AwaitExpressionSyntax awaited, FixTarget target)
    {
        var call = awaited.Expression as InvocationExpressionSyntax;
        if (call?.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var configured })
            call = configured as InvocationExpressionSyntax;

        return call is not null && target.Model.GetSymbolInfo(call, target.Cancellation).Symbol is IMethodSymbol { Name: "Delay" or "Yield", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } } ? call : null;
    }

    private static bool IsPause(InvocationExpressionSyntax call, FixTarget target) => target.Model.GetSymbolInfo(call, target.Cancellation).Symbol is IMethodSymbol method && method switch
    {
        { Name: "Sleep" or "Yield" or "SpinWait", ContainingType: { Name: "Thread", ContainingNamespace.Name: "Threading" } } => true,

        // A delay that is cancelled there ends in another exception than a wait for an event.
        { Name: "Wait", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } } => call.Expression is MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax delay }
            && target.Model.GetSymbolInfo(delay, target.Cancellation).Symbol is IMethodSymbol { Name: "Delay", ContainingType.Name: "Task" } && TokenOf(delay, target) is null,
        _ => false,
    };

    private static ExpressionSyntax? TokenOf(InvocationExpressionSyntax call, FixTarget target) => call.ArgumentList.Arguments.Select(argument => argument.Expression)
        .FirstOrDefault(argument => target.Model.GetTypeInfo(argument, target.Cancellation).ConvertedType is { Name: "CancellationToken", ContainingNamespace.Name: "Threading" });
}
