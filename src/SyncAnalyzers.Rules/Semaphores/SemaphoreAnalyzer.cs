using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Semaphores;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>Base of the rules that look at one function at a time: what it does to permits, semaphore by semaphore.</summary>
public abstract class SemaphoreAnalyzer(params DiagnosticDescriptor[] rules) : SyncAnalyzer(rules)
{
    protected sealed override bool MayConcern(SyncModel model, CancellationToken cancellation) => model.MentionsLocks(cancellation);

    protected sealed override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var tree = context.SemanticModel.SyntaxTree;
        foreach (var body in model.LockBodiesIn(tree, context.CancellationToken))
        {
            foreach (var function in model.FlowsOf(body, context.CancellationToken))
            {
                if (model.Semaphores.TraceOf(function) is not { } trace)
                    continue;

                foreach (var number in trace.Semaphores)
                    AnalyzeSemaphore(new PermitContext(model, context, body, trace, number));
            }
        }
    }

    protected abstract void AnalyzeSemaphore(PermitContext context);
}

/// <summary>One semaphore in one function.</summary>
/// <param name="Number">The semaphore's number in the function's table of locks.</param>
public sealed record PermitContext(SyncModel Model, SemanticModelAnalysisContext Analysis, CodeBody Body, PermitTrace Trace, int Number)
{
    public string Name => Trace.Flow.Locks[Number].Path.ToString();

    public SemaphoreProfile Profile => Model.Semaphores.ProfileOf(Body, Trace.Flow.Locks[Number].Path, Analysis.CancellationToken);

    public IEnumerable<PermitEvent> Acquires => Trace.Acquires(Number);

    public IEnumerable<PermitEvent> Releases => Trace.Releases(Number);

    public void Report(DiagnosticDescriptor rule, SyntaxNode at, IEnumerable<Location> explanation, params object[] arguments) =>
        Analysis.ReportDiagnostic(Diagnostic.Create(rule, at.GetLocation(), explanation, arguments));
}
