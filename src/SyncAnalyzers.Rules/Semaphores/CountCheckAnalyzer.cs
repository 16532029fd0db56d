using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4012: what CurrentCount says is old before it can be acted upon.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CountCheckAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4012",
        "CurrentCount checked, then acted upon",
        "'{0}' may have changed before line {1} acts on it: {2}",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Info,
        "Between reading CurrentCount and waiting or releasing, other threads wait and release too. Wait(0) asks and takes in one step.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => model.MentionsLocks(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var words = TreeWords.Of(context.SemanticModel.SyntaxTree, context.CancellationToken);
        foreach (var body in model.LockBodiesIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            if (!words.Has("CurrentCount", body.Declaration.Span))
                continue;

            foreach (var function in model.FlowsOf(body, context.CancellationToken))
            {
                if (function.Flow is { } flow && model.Semaphores.TraceOf(function) is { } trace)
                    Analyze(context, body, function, flow, trace);
            }
        }
    }

    private static void Analyze(SemanticModelAnalysisContext context, CodeBody body, FunctionFlow function, LockFlow flow, PermitTrace trace)
    {
        foreach (var block in function.Scope.Graph?.Blocks ?? [])
        {
            if (block is not { ConditionKind: not ControlFlowConditionKind.None, BranchValue: { } condition })
                continue;

            foreach (var count in condition.DescendantsAndSelf().OfType<IPropertyReferenceOperation>().Where(p => p is { Property.Name: "CurrentCount", Instance: not null }))
            {
                if (function.Scope.Vocabulary.PrimitiveOf(count.Instance!.Type) is null || function.Scope.Paths.Resolve(count.Instance) is not { } path)
                    continue;

                // What is decided by the check comes right after it; a wait far behind stands for itself.
                var act = trace.Events.FirstOrDefault(e => flow.Locks[e.Lock].Path.Equals(path) && IsDecidedBy(e, count.Syntax));
                if (act is not null && !act.Before.Scenarios.All(scenario => scenario.Held.All.Any(held => held is { IsHeld: true, Mode: LockMode.Exclusive })))
                    context.ReportDiagnostic(Diagnostic.Create(Rule, count.Syntax.GetLocation(), [act.Syntax.GetLocation()], count.Syntax, SyntaxScope.LineOf(act.Syntax), Advice(act)));
            }
        }
    }

    private static bool IsDecidedBy(PermitEvent act, SyntaxNode check)
    {
        foreach (var outer in SyntaxScope.Within(check))
        {
            switch (outer)
            {
                case IfStatementSyntax @if when @if.Condition.Span.Contains(check.Span):
                    return @if.Statement.Span.Contains(act.Syntax.Span) || @if.Else?.Span.Contains(act.Syntax.Span) == true || @if.Condition.Span.Contains(act.Syntax.Span)
                        || (Jumps(@if.Statement) && IsNext(@if, act));
                case WhileStatementSyntax loop when loop.Condition.Span.Contains(check.Span):
                    return loop.Statement.Span.Contains(act.Syntax.Span) || IsNext(loop, act);
                case ConditionalExpressionSyntax choice when choice.Condition.Span.Contains(check.Span):
                    return choice.Span.Contains(act.Syntax.Span);
                case StatementSyntax:
                    return false;
            }
        }

        return false;
    }

    private static bool IsNext(StatementSyntax check, PermitEvent act) =>
        check.Parent is BlockSyntax block && block.Statements.IndexOf(check) + 1 is var next && next < block.Statements.Count && block.Statements[next].Span.Contains(act.Syntax.Span);

    private static bool Jumps(StatementSyntax statement) =>
        statement is ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax || (statement is BlockSyntax { Statements: { Count: > 0 } inner } && Jumps(inner.Last()));

    private static string Advice(PermitEvent act) => act.IsAcquire ? "Wait(0) asks and takes in one step" : "give the semaphore a maximum, or release exactly what was taken";
}
