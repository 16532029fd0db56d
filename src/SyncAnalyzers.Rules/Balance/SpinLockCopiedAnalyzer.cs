using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Balance;
using SyncAnalyzers.Rules.Catalog;

namespace SyncAnalyzers.Rules.Balance;

/// <summary>SYNC2011: a copy of a SpinLock is another lock.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SpinLockCopiedAnalyzer() : SyncAnalyzer(Rule)
{
    public static readonly DiagnosticDescriptor Rule = RuleCatalog.Create(
        id: "SYNC2011",
        title: "SpinLock is copied",
        messageFormat: "'{0}' is copied {1}, and a copy of a SpinLock is a lock of its own that excludes nobody",
        category: RuleFamily.Balance,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "SpinLock is a struct. A readonly field, a by-value or in parameter, a property, an indexer or a local holds a copy of it, and entering the copy does not lock the original. Keep it in a field that is not readonly and pass it by ref.");

    protected override void AnalyzeTree(SyncModel model, SemanticModelAnalysisContext context)
    {
        var tree = context.SemanticModel.SyntaxTree;
        if (!model.SpinLocks.MayUse(tree, context.CancellationToken))
            return;

        foreach (var node in tree.GetRoot(context.CancellationToken).DescendantNodes())
        {
            switch (node)
            {
                case VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax }:
                    if (context.SemanticModel.GetDeclaredSymbol(node) is IFieldSymbol { IsReadOnly: true } field && SpinLockTypes.Holds(field.Type))
                        Report(node, field.Name, "at every use, because the field is readonly");
                    break;

                case ParameterSyntax:
                    if (context.SemanticModel.GetDeclaredSymbol(node) is IParameterSymbol { RefKind: RefKind.None or RefKind.In or RefKind.RefReadOnlyParameter } parameter && SpinLockTypes.Holds(parameter.Type))
                        Report(node, parameter.Name, parameter.RefKind == RefKind.None ? "by every call, because the parameter takes a value" : "at every use, because the parameter cannot be written");
                    break;
            }
        }

        foreach (var body in model.BodiesIn(tree, context.CancellationToken))
        {
            foreach (var operation in body.Operation?.Descendants() ?? [])
            {
                if (HowCopied(operation) is { } how)
                    Report(operation.Syntax, operation.Syntax.ToString(), how);
            }
        }

        void Report(SyntaxNode node, string name, string how) => context.ReportDiagnostic(Diagnostic.Create(Rule, node.GetLocation(), name, how));
    }

    private static string? HowCopied(IOperation place)
    {
        if (place is not (IFieldReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation) || !SpinLockTypes.Holds(place.Type))
            return null;

        var isProperty = place is IPropertyReferenceOperation { Property.RefKind: RefKind.None };
        return place.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.RefKind: RefKind.None } } => "into a local",
            ISimpleAssignmentOperation { IsRef: false } assignment when assignment.Value == place => "by the assignment",
            IReturnOperation when !ReturnsReference(place) => "when it is returned",
            IConversionOperation { Type: { } type } when !SpinLockTypes.Holds(type) => "into a box",
            IArgumentOperation { Parameter: { RefKind: RefKind.None or RefKind.In } parameter } when !(parameter.OriginalDefinition.Locations.Any(location => location.IsInSource) && SpinLockTypes.Holds(parameter.OriginalDefinition.Type)) => "by the call",
            ITupleOperation or IArrayInitializerOperation => "into the new object",
            IInvocationOperation call when isProperty && call.Instance == place => "by reading the " + (((IPropertyReferenceOperation)place).Property.IsIndexer ? "indexer" : "property"),
            IFieldReferenceOperation field when isProperty && field.Instance == place => "by reading the property",
            _ => null,
        };
    }

    private static bool ReturnsReference(IOperation place)
    {
        for (var current = place.Syntax; current is not null; current = current.Parent)
        {
            if (current is RefExpressionSyntax)
                return true;

            if (current is StatementSyntax or ArrowExpressionClauseSyntax)
                return false;
        }

        return false;
    }
}
