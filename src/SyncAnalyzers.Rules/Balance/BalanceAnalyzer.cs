using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Balance;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>Base of the rules of balance: each reports one kind of what the engine finds unbalanced.</summary>
/// <remarks>The message is given the lock's name and what is particular to the case. The additional locations tell the rest.</remarks>
public abstract class BalanceAnalyzer(ImbalanceKind kind, DiagnosticDescriptor rule) : SyncAnalyzer(rule)
{
    protected sealed override bool MayConcern(SyncModel model, CancellationToken cancellation) => model.MentionsLocks(cancellation);

    protected sealed override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        foreach (var body in model.LockBodiesIn(context.SemanticModel.SyntaxTree, context.CancellationToken))
        {
            foreach (var imbalance in model.Balance.Of(body, context.CancellationToken))
            {
                if (imbalance.Kind == kind)
                    context.ReportDiagnostic(Diagnostic.Create(rule, Locate(imbalance.At), imbalance.Others.Select(Locate), imbalance.Lock, imbalance.Detail));
            }
        }
    }

    // A loop stands for the await it hides, and is too long to be underlined as a whole.
    private static Location Locate(IOperation operation) =>
        operation.Syntax is CommonForEachStatementSyntax loop ? loop.ForEachKeyword.GetLocation() : operation.Syntax.GetLocation();
}
