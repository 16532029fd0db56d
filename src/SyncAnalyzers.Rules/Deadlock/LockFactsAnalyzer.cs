using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Summaries;

namespace SyncAnalyzers.Rules.Deadlock;

/// <summary>Base of the rules that judge a function by what it acquires, calls and waits for under which locks.</summary>
public abstract class LockFactsAnalyzer(DiagnosticDescriptor rule) : SyncAnalyzer(rule)
{
    protected sealed override bool MayConcern(SyncModel model, CancellationToken cancellation) => model.MentionsLocks(cancellation);

    protected sealed override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        if (context.IsGeneratedCode)
            return;

        HashSet<Location>? reported = null;
        foreach (var function in model.Facts.LockFunctionsIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            foreach (var diagnostic in Judge(model, function, context.CancellationToken))
            {
                // One operation can be wrong for several reasons; one of them is enough to read.
                if ((reported ??= []).Add(diagnostic.Location))
                    context.ReportDiagnostic(diagnostic);
            }
        }
    }

    protected abstract IEnumerable<Diagnostic> Judge(SyncModel model, FunctionFacts function, CancellationToken cancellation);
}
