using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4005: a thread is blocked where the method could await.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingWaitInAsyncAnalyzer() : SemaphoreAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4005",
        "Blocking wait in an async method",
        "'{0}' blocks a thread of the pool in an async method: await its WaitAsync",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Warning,
        "SemaphoreSlim.Wait blocks the thread until a permit is free. When the holder needs a pool thread to go on, enough blocked threads stop everything. WaitAsync waits without a thread.");

    protected override void AnalyzeSemaphore(PermitContext context)
    {
        if (context.Trace.Function.Scope.Symbol is not { IsAsync: true })
            return;

        foreach (var wait in context.Acquires)
        {
            // A type that can only block (Semaphore) leaves no choice, and a zero wait does not block.
            if (wait.Effect is { Sync: { IsAsync: false, Bound: not WaitBound.Zero, Call: { TargetMethod.Name: "Wait" } call } } && call.TargetMethod.ContainingType.GetMembers("WaitAsync").Length > 0 && !IsSynchronousHalf(context, wait.Syntax))
                context.Report(Rule, wait.Syntax, [], context.Name);
        }
    }

    /// <summary>One method for both worlds: a parameter says which, and the other branch awaits.</summary>
    private static bool IsSynchronousHalf(PermitContext context, SyntaxNode wait)
    {
        foreach (var outer in SyntaxScope.Within(wait))
        {
            var (condition, other) = outer switch
            {
                IfStatementSyntax { Else: { } otherwise } choice => (choice.Condition, choice.Statement.Span.Contains(wait.Span) ? otherwise : (SyntaxNode)choice.Statement),
                ConditionalExpressionSyntax choice => (choice.Condition, choice.WhenTrue.Span.Contains(wait.Span) ? choice.WhenFalse : choice.WhenTrue),
                _ => (null, null),
            };

            if (condition is PrefixUnaryExpressionSyntax not)
                condition = not.Operand;

            if (condition is IdentifierNameSyntax && context.Body.Model.GetSymbolInfo(condition).Symbol is IParameterSymbol && other!.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax))
                return true;
        }

        return false;
    }
}
