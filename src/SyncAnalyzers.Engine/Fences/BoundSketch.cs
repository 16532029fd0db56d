using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>The same of a bound body: which variables and methods the names mean is known, so that little is left to follow.</summary>
/// <param name="sketchOf">The sketch of a called method; <see langword="null"/> if it does nothing to volatile variables, or nobody can see through it.</param>
internal sealed class BoundSketch : FenceSketch
{
    private readonly Func<IMethodSymbol, FenceSketch?> _sketchOf;

    public BoundSketch(IOperation? body, Func<IMethodSymbol, FenceSketch?> sketchOf)
    {
        _sketchOf = sketchOf;
        if (body is not null)
            Visit(body);
    }

    private void Visit(IOperation operation)
    {
        if (operation is ILockOperation)
            return;

        Read(operation);
        foreach (var child in operation.ChildOperations)
            Visit(child);
    }

    private void Read(IOperation operation)
    {
        switch (operation)
        {
            case IFieldReferenceOperation { Field: { IsVolatile: true, Name: var name } } field:
                var isTarget = field.Parent is IAssignmentOperation assignment && assignment.Target == field;
                if (isTarget || field.Parent is IIncrementOrDecrementOperation or IDeconstructionAssignmentOperation or ITupleOperation)
                {
                    Stores.Add(name);
                    Delayed.Add(name);
                }

                if (!isTarget || field.Parent is not ISimpleAssignmentOperation)
                    Loads.Add(name);

                if (IsOnOther(field.Instance))
                    Peers.Add(name);

                break;

            case IInvocationOperation { TargetMethod: var method, Arguments: { IsEmpty: false } arguments } when Accesses.Contains(method.Name) && arguments.FirstOrDefault(argument => argument.Parameter is { RefKind: not (RefKind.None or RefKind.Out) }) is { Value: var variable }:
                Access(method.Name, NameOf(variable), variable is IArrayElementReferenceOperation or IFieldReferenceOperation { Instance: not (null or IInstanceReferenceOperation) });
                break;

            case IInvocationOperation call:
                Call(call.TargetMethod, call.Instance);
                break;

            case IPropertyReferenceOperation { Property: var property, Instance: var instance }:
                Call(property.GetMethod, instance);
                Call(property.SetMethod, instance);
                break;
        }
    }

    private void Call(IMethodSymbol? method, IOperation? receiver)
    {
        if (method is not null && _sketchOf(method) is { } callee)
            Include(callee, IsOnOther(receiver));
    }

    private static bool IsOnOther(IOperation? receiver) => receiver is not (null or IInstanceReferenceOperation);

    private static string NameOf(IOperation variable) => variable switch
    {
        IArrayElementReferenceOperation element => NameOf(element.ArrayReference),
        IFieldReferenceOperation { Field: { RefKind: RefKind.None } field } => field.Name,
        IPropertyReferenceOperation { Property: { RefKind: RefKind.None } property } => property.Name,
        ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } => local.Name,
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } => parameter.Name,
        _ => Any,
    };
}
