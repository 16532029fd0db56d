namespace SyncAnalyzers.Benchmarks.Analyzers;

/// <summary>Does nothing: what it costs to run any analyzer at all.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EmptyAnalyzer(bool seesModels) : DiagnosticAnalyzer
{
    /// <summary>For the compiler, which loads it in <c>build</c>.</summary>
    public EmptyAnalyzer()
        : this(seesModels: false)
    {
    }

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [new("EMPTY", "Nothing", "Nothing", "None", DiagnosticSeverity.Warning, isEnabledByDefault: true)];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        if (seesModels)
            context.RegisterSemanticModelAction(_ => { });
    }
}
