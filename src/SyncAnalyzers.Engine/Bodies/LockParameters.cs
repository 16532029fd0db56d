using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Tells, without binding it, whether a method that has to do with locks locks one of its parameters, or runs it. Decides where to look, never what to report.</summary>
internal static class LockParameters
{
    public static bool IsLocked(CodeBody body, SyncVocabulary vocabulary)
    {
        if (body.Declaration is not BaseMethodDeclarationSyntax { ParameterList.Parameters: { Count: > 0 } parameters })
            return false;

        foreach (var node in body.Declaration.DescendantNodes())
        {
            switch (node)
            {
                case LockStatementSyntax { Expression: var locked } when IsOne(locked):
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } access } call
                    when vocabulary.MemberNames.Contains(access.Name.Identifier.ValueText) && (IsOne(receiver) || call.ArgumentList.Arguments.Any(argument => IsOne(argument.Expression))):
                case InvocationExpressionSyntax { Expression: IdentifierNameSyntax run } when IsOne(run):
                    return true;
            }
        }

        return false;

        bool IsOne(ExpressionSyntax expression) =>
            expression is IdentifierNameSyntax { Identifier.ValueText: var name }
            && parameters.IndexOf(parameter => parameter.Identifier.ValueText == name) is >= 0 and var ordinal
            && body.Symbol is IMethodSymbol method && MayBeLock(method.Parameters[ordinal].Type, vocabulary);
    }

    // Tokens and timeouts are what lock operations are given most. Any value can be a key.
    private static bool MayBeLock(ITypeSymbol type, SyncVocabulary vocabulary) => !type.IsValueType || vocabulary.HasKeys || vocabulary.PrimitiveOf(type) is not null;
}
