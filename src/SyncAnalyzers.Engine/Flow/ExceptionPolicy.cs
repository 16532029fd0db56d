using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>Which operations are taken to throw. Anything can (a thread can run out of stack); this is what a reader would expect.</summary>
public static class ExceptionPolicy
{
    /// <param name="semantics">The model of the code that the operation is from.</param>
    public static bool MayThrow(IOperation operation, SemanticModel? semantics) => MayThrow(operation) && !(operation.IsImplicit && IsTurnOfArray(operation.Syntax, semantics));

    private static bool MayThrow(IOperation operation) => operation switch
    {
        IInvocationOperation call => !IsHarmless(call.TargetMethod) && !IsDisposeOfUsing(call),
        IObjectCreationOperation creation => creation.Type is { SpecialType: not SpecialType.System_Object, IsValueType: false } && !IsException(creation.Type),
        IPropertyReferenceOperation property => property.Property.IsIndexer,
        IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation => true,
        IConversionOperation { IsTryCast: false, OperatorMethod: null } conversion => IsDownCast(conversion),
        IConversionOperation { OperatorMethod: not null } => true,
        IAwaitOperation or IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IFunctionPointerInvocationOperation => true,
        _ => false,
    };

    /// <summary>A helper that always throws, or ends the process.</summary>
    public static bool NeverReturns(IMethodSymbol method) =>
        method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "DoesNotReturnAttribute")
        || (method.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is MethodDeclarationSyntax declaration
            && (declaration.ExpressionBody?.Expression is ThrowExpressionSyntax || (declaration.Body is { Statements.Count: 1 } body && body.Statements[0] is ThrowStatementSyntax)));

    /// <summary>The value of an argument without which the call does not return.</summary>
    public static bool? DemandOf(IParameterSymbol parameter)
    {
        var attribute = parameter.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "DoesNotReturnIfAttribute");
        return attribute?.ConstructorArguments.FirstOrDefault().Value is bool fatal ? !fatal : null;
    }

    private static bool IsHarmless(IMethodSymbol method)
    {
        var type = method.ContainingType;
        return type is { Name: "Interlocked" or "Volatile", ContainingNamespace.Name: "Threading" }
            || (type is { Name: "Debug", ContainingNamespace.Name: "Diagnostics" })
            || (type is { Name: "Thread", ContainingNamespace.Name: "Threading" } && method.Name is "MemoryBarrier" or "Yield" or "SpinWait")
            || (method.Name is "SpinOnce" && type is { Name: "SpinWait" })
            || (method.Name is "ReferenceEquals" or "GetType" or "SuppressFinalize" or "KeepAlive")
            || FunctionScope.IsTaskPlumbing(method)
            || IsPlain(method);
    }

    /// <summary>A method that can be seen to do nothing but move values around.</summary>
    private static bool IsPlain(IMethodSymbol method) =>
        method is { IsVirtual: false, IsAbstract: false, IsOverride: false, MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction }
        && method.OriginalDefinition.DeclaringSyntaxReferences.Length == 1
        && method.OriginalDefinition.DeclaringSyntaxReferences[0].GetSyntax() is var declaration
        && declaration is MethodDeclarationSyntax { Body: not null } or MethodDeclarationSyntax { ExpressionBody: not null } or LocalFunctionStatementSyntax
        && declaration.DescendantNodes().All(IsPlain);

    private static bool IsPlain(SyntaxNode node) => node is not (InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax
        or ElementAccessExpressionSyntax or ThrowStatementSyntax or ThrowExpressionSyntax or AwaitExpressionSyntax or CheckedExpressionSyntax or CheckedStatementSyntax or CollectionExpressionSyntax
        or CommonForEachStatementSyntax or UsingStatementSyntax or LockStatementSyntax or InterpolatedStringExpressionSyntax or QueryExpressionSyntax or CastExpressionSyntax { Type: not PredefinedTypeSyntax });

    /// <summary>What the graph makes of a loop over an array: calls of an enumerator that there is not.</summary>
    private static bool IsTurnOfArray(SyntaxNode syntax, SemanticModel? semantics) =>
        syntax.Parent is CommonForEachStatementSyntax loop && syntax != loop.Statement
        && semantics is not null && Microsoft.CodeAnalysis.CSharp.CSharpExtensions.GetTypeInfo(semantics, loop.Expression).Type is IArrayTypeSymbol;

    private static bool IsDisposeOfUsing(IInvocationOperation call) =>
        call is { IsImplicit: true, TargetMethod.Name: "Dispose" or "DisposeAsync" };

    private static bool IsException(ITypeSymbol? type) => type.SelfAndBases().Any(known => known is { Name: "Exception", ContainingNamespace.Name: "System" });

    private static bool IsDownCast(IConversionOperation conversion)
    {
        var kind = Microsoft.CodeAnalysis.CSharp.CSharpExtensions.GetConversion(conversion);
        return kind.IsUnboxing || (kind.IsExplicit && kind.IsReference);
    }
}
