using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Rules.Suppressors;

/// <summary>SYNCSP02: a reference to a volatile field loses nothing where the callee is volatile or interlocked itself.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class VolatileReferenceSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_volatileByReference = new("SYNCSP02", "CS0420", "Volatile and Interlocked methods treat the variable as volatile, or stronger");

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [s_volatileByReference];

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree && SafetyNet.Run(() => IsTreatedAsVolatile(tree, diagnostic, context), false))
                context.ReportSuppression(Suppression.Create(s_volatileByReference, diagnostic));
        }
    }

    private static bool IsTreatedAsVolatile(SyntaxTree tree, Diagnostic diagnostic, SuppressionAnalysisContext context)
    {
        var argument = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ArgumentSyntax>();
        return argument?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            && context.GetSemanticModel(tree).GetSymbolInfo(call, context.CancellationToken).Symbol is IMethodSymbol method
            && (KnownCalls.IsVolatileRead(method) || KnownCalls.IsVolatileWrite(method) || KnownCalls.IsInterlocked(method));
    }
}
