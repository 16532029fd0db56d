using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Tells, without binding it, whether a method that has to do with locks locks one of its parameters, or runs it. Decides where to look, never what to report.</summary>
internal static class LockParameters
{
    public static bool IsLocked(CodeBody body, SyncVocabulary vocabulary)
    {
        if (body.Declaration is not BaseMethodDeclarationSyntax method)
            return false;

        ImmutableArray<ParameterSyntax> parameters = [.. ReceiverOf(method), .. method.ParameterList.Parameters];
        if (parameters.IsEmpty)
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
            && parameters.FirstOrDefault(parameter => parameter.Identifier.ValueText == name) is { } parameter
            && body.Model.GetDeclaredSymbol(parameter) is IParameterSymbol { Type: var type } && MayBeLock(type, vocabulary);
    }

    /// <summary>What a block of extension members has in the place of <c>this</c>. The oldest compiler that is supported has no name for such a block.</summary>
    private static SeparatedSyntaxList<ParameterSyntax> ReceiverOf(BaseMethodDeclarationSyntax method) => method.Parent switch
    {
        ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax or InterfaceDeclarationSyntax => default,
        TypeDeclarationSyntax { ParameterList.Parameters: var receiver } => receiver,
        _ => default,
    };

    // Tokens and timeouts are what lock operations are given most. Any value can be a key.
    private static bool MayBeLock(ITypeSymbol type, SyncVocabulary vocabulary) => !type.IsValueType || vocabulary.HasKeys || vocabulary.PrimitiveOf(type) is not null;
}
