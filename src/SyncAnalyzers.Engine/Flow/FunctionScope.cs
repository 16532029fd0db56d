using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>One function (a body or a function nested in it) and what is needed to read it.</summary>
/// <param name="Graph"><see langword="null"/> where the function is only walked, because it has to do with no lock.</param>
/// <param name="EffectOf">What a method of this compilation does to locks, if it is a wrapper around one.</param>
public sealed record FunctionScope(
    ControlFlowGraph? Graph, PathResolver Paths, SyncVocabulary Vocabulary, Func<IMethodSymbol, MethodEffect?> EffectOf, IMethodSymbol? Symbol)
{
    /// <summary>The call under awaits, <c>ConfigureAwait</c>, <c>.Result</c> and locals: the one that really does something.</summary>
    public IOperation Unwrap(IOperation operation)
    {
        for (var i = 0; i < 12; i++)
        {
            operation = Paths.Strip(operation);
            switch (operation)
            {
                case IAwaitOperation await:
                    operation = await.Operation;
                    break;
                case IInvocationOperation { Instance: { } task } call when IsTaskPlumbing(call.TargetMethod):
                    operation = task;
                    break;
                case IPropertyReferenceOperation { Property: { Name: "Result" } property, Instance: { } task } when IsTask(property.ContainingType):
                    operation = task;
                    break;
                default:
                    if (Optional(operation) is not { } optional)
                        return operation;

                    operation = optional;
                    break;
            }
        }

        return operation;
    }

    /// <summary>What may be null, where the operation takes the value out of it.</summary>
    public static IOperation? Optional(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "GetValueOrDefault", Parameters.IsEmpty: true, ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: { } instance } => instance,
        IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: { } instance } => instance,
        _ => null,
    };

    /// <summary>The operation completes a task: from here on what the task does has been done.</summary>
    public static bool Completes(IOperation operation) => operation switch
    {
        IAwaitOperation => true,
        IInvocationOperation { TargetMethod: { Name: "GetResult", ContainingType: var awaiter } } => awaiter.AllInterfaces.Any(i => i is { Name: "INotifyCompletion", ContainingNamespace.Name: "CompilerServices" }),
        IInvocationOperation { TargetMethod: { Name: "Wait", Parameters.IsEmpty: true } method } => IsTask(method.ContainingType),
        IPropertyReferenceOperation { Property: { Name: "Result" } property } => IsTask(property.ContainingType),
        _ => false,
    };

    public static bool IsTask(ITypeSymbol? type) =>
        type is { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } };

    public static bool IsTaskPlumbing(IMethodSymbol method) =>
        method.Name is "ConfigureAwait" or "AsTask" or "GetAwaiter" or "GetResult" or "Preserve"
        || (method is { Name: "Wait", Parameters.IsEmpty: true } && IsTask(method.ContainingType));
}
