using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>Reads off the references to one member what is assigned to it and who else may get hold of it.</summary>
/// <param name="isElement">The semaphores are the elements of the member: an array or a dictionary of them.</param>
internal sealed class MemberReferences(SyncModel model, ISymbol member, bool isElement)
{
    private readonly List<SemaphoreCreation> _creations = [];

    private bool _escapes;
    private bool _hasInitializer;

    public ImmutableArray<SemaphoreCreation> Creations => [.. _creations];

    public bool Escapes => _escapes || _creations.Count == 0 || member is IMethodSymbol
        || member.IsVisibleOutside();

    public void Read(CodeBody body)
    {
        ReadInitializer();
        if (body.Operation is not { } operation)
            return;

        foreach (var inner in operation.DescendantsAndSelf())
        {
            if (inner is IMemberReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Member.OriginalDefinition, member))
                Classify(reference, operation);
            else if (inner is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, member))
                Classify(call, operation);
        }
    }

    private void ReadInitializer()
    {
        if (_hasInitializer)
            return;

        _hasInitializer = true;
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax();
            if (model.BodiesIn(reference.SyntaxTree).FirstOrDefault(b => b.Declaration.Parent == declaration || b.Declaration == declaration) is { Operation: { } operation })
                Collect(operation);
        }
    }

    private void Classify(IOperation reference, IOperation body)
    {
        var use = reference;
        while (use.Parent is IConversionOperation or IParenthesizedOperation)
            use = use.Parent;

        switch (use.Parent)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == use:
                Assigned(assignment.Value);
                break;

            case ICoalesceAssignmentOperation assignment when assignment.Target == use:
                Assigned(assignment.Value);
                break;

            case ICoalesceOperation or IBinaryOperation or IIsPatternOperation or IConditionalAccessOperation or INameOfOperation or IIsTypeOperation or ILockOperation or IExpressionStatementOperation:
                break;

            case IInvocationOperation call when call.Instance == use:
                Collect(call);
                break;

            case IPropertyReferenceOperation property when property.Instance == use:
                if (isElement && property.Parent is ISimpleAssignmentOperation element && element.Target == property)
                    Assigned(element.Value);
                else if (property.Property.Name == "AvailableWaitHandle")
                    _escapes = true;
                break;

            case IArrayElementReferenceOperation array when array.ArrayReference == use:
                if (array.Parent is ISimpleAssignmentOperation slot && slot.Target == array)
                    Assigned(slot.Value);
                break;

            // Interlocked.CompareExchange(ref _gate, new SemaphoreSlim(1), null), LazyInitializer.EnsureInitialized.
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref, Parent: IInvocationOperation call }:
                Collect(call);
                break;

            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                _escapes |= LocalReferences.Escaping(body, local);
                break;

            case IForEachLoopOperation or IUsingOperation:
                break;

            default:
                _escapes = true;
                break;
        }
    }

    private void Assigned(IOperation value)
    {
        if (value.ConstantValue is not { HasValue: true, Value: null } && !Collect(value))
            _escapes = true;
    }

    /// <summary>Finds what is created in an expression, looking into the factory methods it calls.</summary>
    private bool Collect(IOperation expression, bool isFactory = false)
    {
        var found = false;
        foreach (var operation in expression.DescendantsAndSelf())
        {
            if (operation is IObjectCreationOperation { Type: { } type } creation && model.Vocabulary.PrimitiveOf(type) is { GivesPermits: true })
            {
                _creations.Add(SemaphoreCreation.Of(creation));
                found = true;
            }
            else if (!isFactory && operation is IInvocationOperation { TargetMethod: var factory } && model.Vocabulary.PrimitiveOf(factory.ReturnType) is not null && model.BodyOf(factory)?.Operation is { } made)
            {
                found |= Collect(made, isFactory: true);
            }
        }

        return found;
    }
}
