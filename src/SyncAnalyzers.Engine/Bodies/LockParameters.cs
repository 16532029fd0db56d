using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Tells, from the text alone, whether a method that has to do with locks locks one of its parameters, or runs it. Decides where to look, never what to report.</summary>
internal static class LockParameters
{
    public static bool IsLocked(SyntaxNode declaration, ImmutableHashSet<string> lockMembers)
    {
        if (declaration is not BaseMethodDeclarationSyntax { ParameterList.Parameters: { Count: > 0 } parameters })
            return false;

        var names = parameters.Select(parameter => parameter.Identifier.ValueText).ToImmutableHashSet(StringComparer.Ordinal);
        return declaration.DescendantNodes().Any(node => node switch
        {
            LockStatementSyntax { Expression: IdentifierNameSyntax name } => names.Contains(name.Identifier.ValueText),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver } access } call =>
                lockMembers.Contains(access.Name.Identifier.ValueText)
                && (names.Contains(receiver.Identifier.ValueText) || call.ArgumentList.Arguments.Any(argument => argument.Expression is IdentifierNameSyntax name && names.Contains(name.Identifier.ValueText))),
            InvocationExpressionSyntax { Expression: IdentifierNameSyntax run } => names.Contains(run.Identifier.ValueText),
            _ => false,
        });
    }
}
