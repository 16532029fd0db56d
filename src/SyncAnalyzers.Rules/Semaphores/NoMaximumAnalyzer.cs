using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4004: a mutex that would not notice one release too many.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoMaximumAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4004",
        "Semaphore used as a mutex has no maximum",
        "This semaphore is used as a mutex, but without a maximum an extra Release silently admits two: pass 1 as its maximum too",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Info,
        "With a maximum of 1 an extra Release throws SemaphoreFullException where the mistake is; without one it makes room for a second holder, and nothing shows it.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => model.MentionsLocks(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        foreach (var (body, creation) in model.Semaphores.CreationsIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            if (creation is { Initial: 1, HasMaximum: false }
                && TakesMaximum(creation.Operation.Type)
                && model.Semaphores.ProfileOf(body, creation, context.CancellationToken) is { Role: SemaphoreRole.Mutex, IsNeverReleased: false })
            {
                context.ReportDiagnostic(Diagnostic.Create(Rule, creation.Operation.Syntax.GetLocation()));
            }
        }
    }

    private static bool TakesMaximum(ITypeSymbol? type) =>
        type is INamedTypeSymbol named && named.InstanceConstructors.Any(c => c.Parameters.Length == 2 && c.Parameters.All(p => p.Type.SpecialType == SpecialType.System_Int32));
}
