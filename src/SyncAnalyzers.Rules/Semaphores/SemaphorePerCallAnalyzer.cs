using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Semaphores;
using SyncAnalyzers.Engine.Vocabulary;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Semaphores;

/// <summary>SYNC4008: a semaphore or lock that only the call knows that made it.</summary>
/// <remarks>Objects locked through Monitor or Lock are another family's.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SemaphorePerCallAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        "SYNC4008",
        "Semaphore created per call guards nothing",
        "'{0}' is created anew by every call and never shared, so the wait on line {1} keeps nobody out: make it a field",
        RuleFamily.Semaphores,
        DiagnosticSeverity.Warning,
        "Callers exclude each other only by waiting for the same object. One that each call creates for itself always has a free permit.");

    protected override bool MayConcern(SyncModel model, CancellationToken cancellation) => model.MentionsLocks(cancellation);

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        foreach (var body in model.LockBodiesIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            var reported = new HashSet<string>(StringComparer.Ordinal);
            foreach (var flow in model.FlowsOf(body, context.CancellationToken).Select(function => function.Flow))
            {
                foreach (var effect in flow?.Effects.All ?? [])
                {
                    if (effect is not { Sync: { Effect: SyncEffect.Acquire, Primitive.TypeName: not ("System.Threading.Monitor" or "System.Threading.Lock") } })
                        continue;

                    var path = flow!.Locks[effect.Always.Concat(effect.OnSuccess).First().Lock].Path;
                    if (path is { Root: PathRoot.Fresh, Steps.IsEmpty: true }
                        && model.Semaphores.ProfileOf(body, path, context.CancellationToken) is { Escapes: false, Creations: { Length: 1 } creations }
                        && creations[0] is { Initial: not 0, IsNamed: false } creation
                        && reported.Add(path.Key))
                    {
                        context.ReportDiagnostic(Diagnostic.Create(
                            Rule, creation.Operation.Syntax.GetLocation(), [effect.Call.Syntax.GetLocation()], path.Name, SyntaxScope.LineOf(effect.Call.Syntax)));
                    }
                }
            }
        }
    }
}
