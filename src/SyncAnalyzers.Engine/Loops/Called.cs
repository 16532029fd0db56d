namespace SyncAnalyzers.Engine.Loops;

/// <summary>The method that an operation runs, and what it is given: by a call, or by reading or writing a property.</summary>
public readonly record struct Called(IMethodSymbol Method, IOperation? Receiver, ImmutableArray<IArgumentOperation> Arguments)
{
    public static Called? By(IOperation operation) => operation switch
    {
        IInvocationOperation call => new(call.TargetMethod, call.Instance, call.Arguments),
        IPropertyReferenceOperation { Property.GetMethod: { } getter } property => new(getter, property.Instance, property.Arguments),
        IAssignmentOperation { Target: IPropertyReferenceOperation { Property.SetMethod: { } setter } property } => new(setter, property.Instance, property.Arguments),
        _ => null,
    };
}
