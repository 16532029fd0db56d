using SyncAnalyzers.Engine;

namespace SyncAnalyzers.Rules;

/// <summary>Base of every rule: sees one tree at a time, and reports only inside it.</summary>
/// <remarks>
/// Semantic-model actions because they alone do not make the driver build the operations of every body. Generated code is
/// analyzed, since a cycle may run through it, but nothing is reported there.
/// </remarks>
public abstract class SyncAnalyzer(params DiagnosticDescriptor[] rules) : DiagnosticAnalyzer
{
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. rules];

    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.RegisterCompilationStartAction(start =>
        {
            if (SafetyNet.Run(() => SyncModel.For(start.Compilation, start.Options) is var known && MayConcern(known, start.CancellationToken) ? known : null, null) is { } model)
                start.RegisterSemanticModelAction(tree => Analyze(model, tree));
        });
    }

    // Not through SafetyNet.Run: a delegate for each tree and rule is more than most trees cost otherwise.
    private void Analyze(SyncModel model, SemanticModelAnalysisContext tree)
    {
        try
        {
            AnalyzeTree(model, tree);
        }
        catch (Exception e) when (SafetyNet.Catches(e))
        {
        }
    }

    /// <summary>Some file may have what the rule is about, as far as its text tells. Where none has, not even being called is free.</summary>
    protected virtual bool MayConcern(SyncModel model, CancellationToken cancellation) => true;

    protected abstract void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context);
}
