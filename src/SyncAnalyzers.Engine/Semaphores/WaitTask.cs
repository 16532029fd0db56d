using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>What becomes of the task that an asynchronous wait returns.</summary>
public static class WaitTask
{
    /// <summary>The outermost expression that is still this wait: awaited, parenthesized, configured.</summary>
    public static ExpressionSyntax WholeOf(ExpressionSyntax call)
    {
        var whole = call;
        while (true)
        {
            switch (whole.Parent)
            {
                case ParenthesizedExpressionSyntax or AwaitExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }:
                case ConditionalAccessExpressionSyntax access when access.WhenNotNull == whole:
                    whole = (ExpressionSyntax)whole.Parent;
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "AsTask" or "Wait", Parent: InvocationExpressionSyntax configured }:
                    whole = configured;
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } result:
                    whole = result;
                    break;
                default:
                    return whole;
            }
        }
    }

    /// <summary>The value is thrown away: a statement of its own, a discard, or a local nobody reads.</summary>
    public static bool IsDropped(ExpressionSyntax whole) => whole.Parent switch
    {
        ExpressionStatementSyntax => true,
        ConditionalExpressionSyntax choice => choice.Condition != whole && IsDropped(WholeOf(choice)),
        ForStatementSyntax loop => loop.Initializers.Contains(whole) || loop.Incrementors.Contains(whole),
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } assignment => assignment.Right == whole,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax } variable } => !Readers(variable).Any(),
        _ => false,
    };

    /// <summary>The task is kept and looked at otherwise than by awaiting it: whether the permit was taken is then not to be seen.</summary>
    public static bool IsWatched(ExpressionSyntax call) =>
        WholeOf(call) is { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } } whole && whole is not AwaitExpressionSyntax
        && Readers(variable).Any(reader => WholeOf(reader) is not AwaitExpressionSyntax && !IsAwaitedInside(reader));

    /// <summary>The wait is awaited or blocked on, so that what is left is its answer.</summary>
    public static bool IsCompleted(ExpressionSyntax call) => IsAwaitedInside(call);

    private static bool IsAwaitedInside(ExpressionSyntax reader)
    {
        for (SyntaxNode? up = reader; up != WholeOf(reader).Parent && up is not null; up = up.Parent)
        {
            if (up is AwaitExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetResult" or "Result" } || (up is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" } } && up != reader))
                return true;
        }

        return false;
    }

    private static IEnumerable<IdentifierNameSyntax> Readers(VariableDeclaratorSyntax variable) =>
        variable.FirstAncestorOrSelf<BlockSyntax>()?.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == variable.Identifier.ValueText) ?? [];
}
