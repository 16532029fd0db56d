using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Bodies;

/// <summary>Tells whether a method locks one of its parameters, or runs it under a lock: then its callers are looked at. Decides where to look, never what to report.</summary>
/// <remarks>Half of all code calls something named Add or Execute, so the text alone must not decide; but it spares most methods from being bound.</remarks>
internal static class LockParameters
{
    public static bool IsLocked(CodeBody body, SyncVocabulary vocabulary, Lazy<ImmutableArray<FunctionFlow>> flows)
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
                    return !flows.Value.IsEmpty;
            }
        }

        return parameters.Any(parameter => TypeOf(parameter) is { TypeKind: TypeKind.Delegate }) && flows.Value.Any(function => function.Flow is { } flow && RunUnderLock.In(flow));

        bool IsOne(ExpressionSyntax expression) =>
            expression is IdentifierNameSyntax { Identifier.ValueText: var name }
            && parameters.FirstOrDefault(parameter => parameter.Identifier.ValueText == name) is { } parameter
            && TypeOf(parameter) is { } type && MayBeLock(type, vocabulary);

        ITypeSymbol? TypeOf(ParameterSyntax parameter) => (body.Model.GetDeclaredSymbol(parameter) as IParameterSymbol)?.Type;
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

    private sealed class RunUnderLock : IFlowObserver
    {
        private bool _isFound;

        public static bool In(LockFlow flow)
        {
            var observer = new RunUnderLock();
            flow.Replay(observer);
            return observer._isFound;
        }

        public void Visits(LockState before, IOperation operation) =>
            _isFound |= operation is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } && before.Scenarios.Any(scenario => scenario.Held.All.Any(held => held.IsHeld));

        public void Changes(LockState before, CallEffect effect)
        {
        }

        public void Disposes(LockState before, CallEffect lease, IOperation dispose)
        {
        }

        public void Signals(LockState before, CallEffect effect)
        {
        }

        public void Reassigns(LockState before, int number, IOperation assignment)
        {
        }
    }
}
