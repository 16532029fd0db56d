using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Loops;

/// <summary>A place in the text where a field or property is written.</summary>
/// <param name="Node">The assignment or the reference handed out.</param>
/// <param name="Value">What is assigned, if that is one expression.</param>
/// <param name="IsConstruction">Nobody else has the object yet.</param>
public sealed record FieldWrite(SyntaxNode Node, ExpressionSyntax? Value, CodeBody Body, bool IsConstruction)
{
    /// <summary>Written by whoever was given a reference: Volatile, Interlocked.</summary>
    public bool IsByReference => Node is ArgumentSyntax;
}

/// <summary>Finds who writes a field or property.</summary>
public sealed class FieldWrites(CodeModel code)
{
    /// <summary>Over all of the compilation that can reach the member.</summary>
    public IEnumerable<FieldWrite> Of(ISymbol member, CancellationToken cancellation) =>
        AccessibilityDomain.Of(member, code.Sync.Compilation).SelectMany(text => In(text, member, cancellation));

    public IEnumerable<FieldWrite> In(SyntaxTree tree, ISymbol member, CancellationToken cancellation) =>
        In(AccessibilityDomain.Whole(tree), member, cancellation);

    private IEnumerable<FieldWrite> In((SyntaxTree Tree, TextSpan Span) text, ISymbol member, CancellationToken cancellation)
    {
        foreach (var name in TreeWords.Of(text.Tree, cancellation).Tokens(member.Name, text.Span).Select(token => token.Parent).OfType<IdentifierNameSyntax>())
        {
            if (TargetOf(name) is var (node, value) && code.BodyOf(node) is { } body
                && SymbolEqualityComparer.Default.Equals(body.Model.GetSymbolInfo(name, cancellation).Symbol?.OriginalDefinition, member.OriginalDefinition))
            {
                yield return new FieldWrite(node, value, body, body.Symbol is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } && !IsInLambda(node));
            }
        }
    }

    private static (SyntaxNode Node, ExpressionSyntax? Value)? TargetOf(IdentifierNameSyntax name)
    {
        ExpressionSyntax target = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        while (target.Parent is ParenthesizedExpressionSyntax or ElementAccessExpressionSyntax { ArgumentList: not null } && target.Parent is ExpressionSyntax outer)
            target = outer;

        return target.Parent switch
        {
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment when assignment.Left == target => (assignment, assignment.Right),
            AssignmentExpressionSyntax assignment when assignment.Left == target => (assignment, null),
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } increment => (increment, null),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } increment => (increment, null),
            ArgumentSyntax argument when argument.RefKindKeyword.IsKind(SyntaxKind.OutKeyword) || (argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword) && !IsRead(argument)) => (argument, null),
            ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } tuple } when assignment.Left == tuple => (assignment, null),
            _ => null,
        };
    }

    private static bool IsRead(ArgumentSyntax argument) =>
        argument.Parent?.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Read" or "VolatileRead" } };

    private static bool IsInLambda(SyntaxNode node) => node.Ancestors().Any(ancestor => ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
}
