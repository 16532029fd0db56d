using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Loops;

/// <summary>Lists what operations do to memory and processor, in the order in which they do it.</summary>
public sealed class MemoryReader(CodeModel code)
{
    // A function that calls others that call others ...: enough is seen by then, and reading has to end.
    private const int MaxEffects = 2000;

    public PlaceReader Places { get; } = new(code);

    public CodeModel Code => code;

    /// <summary>What a graph's blocks do.</summary>
    /// <inheritdoc cref="Read(IOperation, Frame, bool)"/>
    public ImmutableArray<Effect> Read(IEnumerable<BasicBlock> blocks, Frame frame, bool follow = true)
    {
        var effects = ImmutableArray.CreateBuilder<Effect>();
        foreach (var operation in BlockOperations.Of(blocks))
            Visit(operation, frame, effects, follow);

        return effects.ToImmutable();
    }

    /// <param name="follow">Reads called methods too; otherwise a call that can be followed is one <see cref="EffectKind.Call"/>.</param>
    public ImmutableArray<Effect> Read(IOperation operation, Frame frame, bool follow = true)
    {
        var effects = ImmutableArray.CreateBuilder<Effect>();
        Visit(operation, frame, effects, follow);
        return effects.ToImmutable();
    }

    /// <summary>Some effect is as asked, of these or of the functions called there. What is near is read first: most questions are answered before the far functions are bound.</summary>
    public bool Any(ImmutableArray<Effect> effects, Func<Effect, bool> isWanted)
    {
        var read = effects.Length;
        for (var level = effects; !level.IsEmpty;)
        {
            if (level.Any(isWanted))
                return true;

            var next = ImmutableArray.CreateBuilder<Effect>();
            foreach (var callee in level.Where(effect => effect.Kind == EffectKind.Call).Select(Callee).OfType<Frame>())
            {
                var inside = Read(callee.Code.Graph.Blocks, callee, follow: false);
                if (inside.Any(isWanted))
                    return true;

                if ((read += inside.Length) > MaxEffects)
                    return false;

                next.AddRange(inside);
            }

            level = next.ToImmutable();
        }

        return false;
    }

    /// <summary>The called function, where it is known and not being read already.</summary>
    public Frame? Callee(Effect call) => Called.By(call.Operation) is { } called ? Callee(called, call.Operation, call.Frame) : null;

    private Frame? Callee(Called called, IOperation call, Frame frame) =>
        MayEnter(called.Method, frame) && code.GraphOf(called.Method) is { } callee ? frame.Enter(callee, call, called.Receiver, called.Arguments) : null;

    private bool MayEnter(IMethodSymbol method, Frame frame) => frame.Depth < Frame.MaxDepth && code.MayFollow(method) && !frame.IsIn(method);

    /// <summary>Reads the called function, or where calls are not followed notes the call: then nothing need be bound.</summary>
    /// <returns><see langword="false"/> for a function that cannot be followed.</returns>
    private bool TryFollow(Called called, IOperation call, Frame frame, ImmutableArray<Effect>.Builder effects, bool follow)
    {
        if (!follow && MayEnter(called.Method, frame))
        {
            effects.Add(new Effect(EffectKind.Call, call, frame));
            return true;
        }

        if (!follow || Callee(called, call, frame) is not { } callee)
            return false;

        Enter(callee, call, frame, effects);
        return true;
    }

    private void Visit(IOperation? operation, Frame frame, ImmutableArray<Effect>.Builder effects, bool follow)
    {
        if (operation is null || effects.Count > MaxEffects)
            return;

        switch (operation)
        {
            case IAnonymousFunctionOperation or IFlowAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation or ITypeOfOperation:
                break;

            case { ConstantValue.HasValue: true }:
                break;

            case ISimpleAssignmentOperation { IsRef: true } assignment:
                Visit(assignment.Value, frame, effects, follow);
                break;

            case ISimpleAssignmentOperation assignment:
                Visit(assignment.Value, frame, effects, follow);
                Write(assignment.Target, assignment.Value, assignment, frame, effects, follow);
                break;

            case ICompoundAssignmentOperation assignment:
                Visit(assignment.Target, frame, effects, follow);
                Visit(assignment.Value, frame, effects, follow);
                Write(assignment.Target, null, assignment, frame, effects, follow);
                break;

            case IIncrementOrDecrementOperation increment:
                Visit(increment.Target, frame, effects, follow);
                Write(increment.Target, null, increment, frame, effects, follow);
                break;

            case IDeconstructionAssignmentOperation deconstruction:
                Visit(deconstruction.Value, frame, effects, follow);
                foreach (var target in deconstruction.Target.DescendantsAndSelf().Where(o => o is not ITupleOperation and not IDeclarationExpressionOperation))
                    Write(target, null, deconstruction, frame, effects, follow);
                break;

            case IDeclarationPatternOperation { DeclaredSymbol: { } declared } when Places.OfVariable(declared, frame) is { } declaredPlace:
                effects.Add(new Effect(EffectKind.Write, operation, frame, declaredPlace));
                break;

            case IRecursivePatternOperation pattern:
                VisitAll(pattern, frame, effects, follow);
                if (pattern.DeclaredSymbol is { } matched && Places.OfVariable(matched, frame) is { } matchedPlace)
                    effects.Add(new Effect(EffectKind.Write, operation, frame, matchedPlace));
                break;

            case IInvocationOperation call:
                Invoke(call, frame, effects, follow);
                break;

            case IPropertyReferenceOperation property:
                VisitAll(property, frame, effects, follow);
                Property(property, frame, effects, follow);
                break;

            case ICoalesceAssignmentOperation assignment:
                Visit(assignment.Target, frame, effects, follow);
                Visit(assignment.Value, frame, effects, follow);
                Write(assignment.Target, assignment.Value, assignment, frame, effects, follow);
                break;

            case IFieldReferenceOperation or IArrayElementReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation:
                VisitOwner(operation, frame, effects, follow);
                if (Places.Resolve(operation, frame) is { IsShared: true } place)
                    Add(EffectKind.Read, operation, place, place.IsVolatile ? Ordering.Volatile : Ordering.Plain);
                break;

            case IFlowCaptureOperation capture when IsTarget(capture):
                VisitOwner(capture.Value, frame, effects, follow);
                break;

            case IAwaitOperation:
                VisitAll(operation, frame, effects, follow);
                Add(EffectKind.Block, operation);
                break;

            case IObjectCreationOperation { Type: { IsValueType: true } or { SpecialType: SpecialType.System_Object }, Initializer: null }:
                VisitAll(operation, frame, effects, follow);
                break;

            case IObjectCreationOperation or IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation or IInvalidOperation or IEventReferenceOperation:
                VisitAll(operation, frame, effects, follow);
                Add(EffectKind.Opaque, operation);
                break;

            case IBinaryOperation { OperatorMethod.IsImplicitlyDeclared: false } binary when !KnownCalls.IsSystem(binary.OperatorMethod!.ContainingType):
                VisitAll(operation, frame, effects, follow);
                Add(EffectKind.Opaque, operation);
                break;

            default:
                VisitAll(operation, frame, effects, follow);
                break;
        }

        void Add(EffectKind kind, IOperation at, Place? place = null, Ordering ordering = Ordering.Plain) => effects.Add(new Effect(kind, at, frame, place, ordering));

        // A temporary that stands for a variable to be written is not read when it is made.
        bool IsTarget(IFlowCaptureOperation capture) => capture.Value is IFieldReferenceOperation or IArrayElementReferenceOperation or IPropertyReferenceOperation or ILocalReferenceOperation
            && frame.Code.IsWriteTarget(capture.Id);
    }

    private void VisitAll(IOperation operation, Frame frame, ImmutableArray<Effect>.Builder effects, bool follow)
    {
        foreach (var child in operation.ChildOperations)
            Visit(child, frame, effects, follow);
    }

    /// <summary>What is read to get at a variable. The struct that a field lies in is not: only the field is touched.</summary>
    private void VisitOwner(IOperation variable, Frame frame, ImmutableArray<Effect>.Builder effects, bool follow)
    {
        if (variable is IFieldReferenceOperation { Instance: { Type.IsValueType: true } owner and (IFieldReferenceOperation or IArrayElementReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation) })
            VisitOwner(owner, frame, effects, follow);
        else
            VisitAll(variable, frame, effects, follow);
    }

    private void Write(IOperation target, IOperation? value, IOperation at, Frame frame, ImmutableArray<Effect>.Builder effects, bool follow)
    {
        while (target is IFlowCaptureReferenceOperation reference && frame.Code.ValueOf(reference.Id) is { } captured)
            target = captured;

        VisitOwner(target, frame, effects, follow);
        if (Places.Resolve(target, frame) is { } place)
            effects.Add(new Effect(EffectKind.Write, at, frame, place, place.IsVolatile ? Ordering.Volatile : Ordering.Plain, value));
        else if (target is IPropertyReferenceOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation
            && (target is not IPropertyReferenceOperation { Property.SetMethod: { } setter } property || !TryFollow(new Called(setter, property.Instance, property.Arguments), at, frame, effects, follow)))
            effects.Add(new Effect(EffectKind.Opaque, at, frame));
    }

    private void Property(IPropertyReferenceOperation property, Frame frame, ImmutableArray<Effect>.Builder effects, bool follow)
    {
        if (Places.Resolve(property, frame) is { } place)
        {
            if (place.IsShared)
                effects.Add(new Effect(EffectKind.Read, property, frame, place));
        }
        else if (Called.By(property) is { } getter && TryFollow(getter, property, frame, effects, follow))
        {
            // What it does has been read.
        }
        else if (PlaceReader.IsAuto(property.Property))
        {
            // A read-only auto-property never changes.
        }
        else if (property.Property.Locations.Any(l => l.IsInSource))
        {
            effects.Add(new Effect(EffectKind.Opaque, property, frame));
        }
        else if (KnownCalls.KindOf(property.Property) is { } kind)
        {
            effects.Add(new Effect(kind, property, frame));
        }
    }

    private void Invoke(IInvocationOperation call, Frame frame, ImmutableArray<Effect>.Builder effects, bool follow)
    {
        var method = call.TargetMethod;
        if (call.Arguments.Length > 0 && KnownCalls.IsVolatileRead(method))
            Access(EffectKind.Read, Ordering.Volatile, null);
        else if (call.Arguments.Length > 1 && KnownCalls.IsVolatileWrite(method))
            Access(EffectKind.Write, Ordering.Volatile, call.Arguments[1].Value);
        else if (call.Arguments.Length > 0 && KnownCalls.IsInterlocked(method))
            Access(method.Name == "Read" ? EffectKind.Read : EffectKind.Update, Ordering.Full, method.Name is "Exchange" or "CompareExchange" ? call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 1)?.Value : null);
        else
            Call();

        void Access(EffectKind kind, Ordering ordering, IOperation? value)
        {
            VisitOwner(call.Arguments[0].Value, frame, effects, follow);
            foreach (var argument in call.Arguments.Skip(1))
                Visit(argument.Value, frame, effects, follow);

            var place = Places.Resolve(call.Arguments[0].Value, frame);
            effects.Add(new Effect(kind, call, frame, place, ordering, value));
        }

        void Call()
        {
            Visit(call.Instance, frame, effects, follow);
            foreach (var argument in call.Arguments)
            {
                if (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out)
                    VisitAll(argument.Value, frame, effects, follow);
                else
                    Visit(argument.Value, frame, effects, follow);
            }

            if (TryFollow(new Called(method, call.Instance, call.Arguments), call, frame, effects, follow))
                return;

            foreach (var argument in call.Arguments.Where(a => a.Parameter?.RefKind is RefKind.Ref or RefKind.Out))
            {
                if (Places.Resolve(argument.Value, frame) is { } place)
                    effects.Add(new Effect(EffectKind.Write, call, frame, place));
            }

            if (KnownCalls.KindOf(method, call, code.Sync.Vocabulary) is { } kind)
                effects.Add(new Effect(kind, call, frame));
        }
    }

    private void Enter(Frame callee, IOperation call, Frame frame, ImmutableArray<Effect>.Builder effects)
    {
        if (!CodeModel.IsInlined(callee.Code))
            effects.Add(new Effect(EffectKind.Call, call, frame));

        foreach (var operation in BlockOperations.Of(callee.Code.Graph))
            Visit(operation, callee, effects, follow: true);
    }
}
