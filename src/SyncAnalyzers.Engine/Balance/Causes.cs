namespace SyncAnalyzers.Engine.Balance;

/// <summary>Says what throws, the way a person would.</summary>
internal static class Causes
{
    public static string Describe(IOperation cause) => cause switch
    {
        IInvocationOperation { TargetMethod: { MethodKind: MethodKind.DelegateInvoke } } => "the delegate throws",
        IInvocationOperation { TargetMethod.Name: var name } => "'" + name + "' throws",
        IObjectCreationOperation { Type.Name: var type } when cause.Syntax.Parent is not Microsoft.CodeAnalysis.CSharp.Syntax.ThrowStatementSyntax => "'new " + type + "' throws",
        IAwaitOperation => "the awaited operation throws",
        IPropertyReferenceOperation or IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation => "the element access throws",
        IConversionOperation when cause.Syntax.Parent is not Microsoft.CodeAnalysis.CSharp.Syntax.ThrowStatementSyntax => "the conversion throws",
        _ => "the exception is thrown",
    };
}
