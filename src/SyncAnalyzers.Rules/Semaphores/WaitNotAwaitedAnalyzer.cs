using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4006: the task of an asynchronous wait is thrown away.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WaitNotAwaitedAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4006",
        "Asynchronous wait neither awaited nor used",
        "This wait for '{0}' is not awaited: what follows runs without a permit, and the permit is taken some time later all the same",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Warning,
        "WaitAsync returns at once; only its task tells when the permit has been taken. A task that is thrown away protects nothing, and the permit it takes in the end is lost or covers up a release too many.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => model.MentionsLocks(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        foreach (var body in model.LockBodiesIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            foreach (var function in model.FlowsOf(body, context.CancellationToken))
            {
                foreach (var effect in function.Flow?.Effects.All ?? [])
                {
                    if (effect is not { Sync: { Effect: SyncEffect.Acquire, Mode: LockMode.Permit, IsAsync: true } sync, Call.Syntax: ExpressionSyntax call })
                        continue;

                    var whole = WaitTask.WholeOf(call);
                    if ((WaitTask.IsDropped(whole) || IsValueOfNobody(whole, function.Scope.Symbol)) && !WaitTask.IsCompleted(call))
                        context.ReportDiagnostic(Diagnostic.Create(Rule, call.GetLocation(), function.Flow!.Locks[effect.Always.Concat(effect.OnSuccess).First().Lock].Path));
                }
            }
        }
    }

    /// <summary>All there is of a function that returns nothing.</summary>
    private static bool IsValueOfNobody(ExpressionSyntax whole, IMethodSymbol? function) =>
        whole.Parent is LambdaExpressionSyntax or ArrowExpressionClauseSyntax && function is { ReturnsVoid: true };
}
