using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Summaries;

/// <summary>Writes down what one function does while its flow is replayed; without a flow, while its operations are walked.</summary>
internal sealed partial class FactCollector(CodeBody body, FunctionScope scope, CallEffects effects, HeldReader? held, Compilation compilation) : IFlowObserver
{
    private readonly ImmutableArray<AcquireFact>.Builder _acquires = ImmutableArray.CreateBuilder<AcquireFact>(0);
    private readonly ImmutableArray<CallFact>.Builder _calls = ImmutableArray.CreateBuilder<CallFact>(0);
    private readonly ImmutableArray<InvokeFact>.Builder _invokes = ImmutableArray.CreateBuilder<InvokeFact>(0);
    private readonly ImmutableArray<JoinFact>.Builder _joins = ImmutableArray.CreateBuilder<JoinFact>(0);
    private readonly ImmutableArray<SignalFact>.Builder _signals = ImmutableArray.CreateBuilder<SignalFact>(0);
    private readonly ImmutableArray<StartFact>.Builder _starts = ImmutableArray.CreateBuilder<StartFact>(0);

    private readonly ImmutableArray<StartFact>.Builder _subscribes = ImmutableArray.CreateBuilder<StartFact>(0);

    private int? _firstAwait;

    public FunctionFacts Build(FunctionFacts empty) => empty with
    {
        Acquires = _acquires.ToImmutable(),
        Calls = _calls.ToImmutable(),
        Invokes = _invokes.ToImmutable(),
        Joins = _joins.ToImmutable(),
        Signals = _signals.ToImmutable(),
        Starts = _starts.ToImmutable(),
        Subscribes = _subscribes.ToImmutable(),
    };

    public void Changes(LockState before, CallEffect effect)
    {
        var locks = Held(before);
        if (effect.Scope is not null)
        {
            var entry = effects.Locks[effect.Always[0].Lock];
            _acquires.Add(new AcquireFact(entry.Path, LockMode.Exclusive, entry.Primitive, WaitBound.Unlimited, false, effect.Call.Syntax.Span, locks, entry.IsVarying, false) { IsLater = IsLater(effect.Call) });
            return;
        }

        if (effect.Sync is not { } sync)
        {
            Call(effect.Call, locks);
            return;
        }

        foreach (var change in effect.Always.Concat(effect.OnSuccess))
        {
            var entry = effects.Locks[change.Lock];
            if (change.Change > 0)
                _acquires.Add(new AcquireFact(entry.Path, change.Mode, entry.Primitive, sync.Bound, sync.IsAsync, sync.Call.Syntax.Span, locks, entry.IsVarying, sync.IsUpgrade) { IsLater = IsLater(sync.Call) });
            else if (change.Mode == LockMode.Permit)
                _signals.Add(new SignalFact(entry.Path, SignalKind.Set, WaitBound.Zero, effect.Call.Syntax.Span, locks));
        }
    }

    public void Disposes(LockState before, CallEffect lease, IOperation dispose)
    {
    }

    public void Signals(LockState before, CallEffect effect)
    {
        if (scope.Paths.Resolve(effect.Sync!.Lock) is { } path)
            _signals.Add(new SignalFact(path, effect.Sync.Effect == SyncEffect.Wait ? SignalKind.Wait : SignalKind.Pulse, effect.Sync.Bound, effect.Call.Syntax.Span, Held(before)));
    }

    public void Reassigns(LockState before, int number, IOperation assignment)
    {
    }

    public void Visits(LockState before, IOperation operation) => Visit(operation, before);

    /// <param name="before">What is held; <see langword="null"/> for nothing.</param>
    public void Visit(IOperation operation, LockState? before)
    {
        switch (operation)
        {
            case IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation or IBinaryOperation { OperatorMethod: not null }
                or IUnaryOperation { OperatorMethod: not null } or IConversionOperation { OperatorMethod: not null }:
                var locks = Held(before);
                Call(operation, locks);
                Wait(operation, locks);
                break;

            case IAwaitOperation await:
                JoinAny(operation, SeveralIn(await.Operation), await.Operation, "await", WaitBound.Unlimited, isAsync: true, Held(before));
                break;

            case ISimpleAssignmentOperation { Target: var target, Value: var value }:
                Start(target, value);
                break;

            // A flow has the calls of Dispose in their place; operations have them not at all.
            case IUsingOperation { Resources: var resources, IsAsynchronous: var isAsync }:
                Dispose(resources, isAsync, Held(before));
                break;

            case IUsingDeclarationOperation { DeclarationGroup: var group, IsAsynchronous: var isAsync }:
                Dispose(group, isAsync, Held(before));
                break;

            case IEventAssignmentOperation { Adds: true, EventReference: var raised, HandlerValue: var handler }:
                if (TargetOf(handler) is { } run && scope.Paths.Resolve(raised) is { } named)
                    _subscribes.Add(new StartFact(named, run));
                break;
        }
    }

    private void Dispose(IOperation resources, bool isAsync, ImmutableArray<HeldFact> locks)
    {
        var values = resources is IVariableDeclarationGroupOperation group
            ? group.Declarations.SelectMany(declaration => declaration.Declarators).Select(declarator => declarator.GetVariableInitializer()?.Value)
            : [resources];
        foreach (var value in values)
        {
            var dispose = value?.Type.SelfAndBases().SelectMany(type => type.GetMembers(isAsync ? "DisposeAsync" : "Dispose")).OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.IsEmpty);
            if (dispose is not null)
                Add(value!, dispose, value, [], IsOpen(dispose), locks);
        }
    }

    private static bool IsOpen(IMethodSymbol method) => method is { IsSealed: false } and ({ IsVirtual: true } or { IsAbstract: true } or { IsOverride: true });

    private ImmutableArray<HeldFact> Held(LockState? state) => state is null || held is null ? [] : held.Read(state);

    private void Call(IOperation operation, ImmutableArray<HeldFact> locks)
    {
        switch (operation)
        {
            case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.DelegateInvoke } } call:
                Invoke(call.Instance, call, locks);
                break;

            case IInvocationOperation call:
                Add(call, call.TargetMethod, call.Instance, call.Arguments, call.IsVirtual, locks);
                Delegates(call, locks);
                if (KnownWaits.Added(call) is { } task)
                    Start(call.Instance!, task);
                break;

            case IObjectCreationOperation { Constructor: { } constructor } creation:
                Add(creation, constructor, null, creation.Arguments, false, locks);
                break;

            case IPropertyReferenceOperation reference:
                var isWrite = reference.Parent is IAssignmentOperation assignment && assignment.Target == reference;
                if ((isWrite ? reference.Property.SetMethod : reference.Property.GetMethod) is { } accessor)
                    Add(reference, accessor, reference.Instance, reference.Arguments, IsOpen(accessor), locks);
                break;

            case IBinaryOperation { OperatorMethod: { } method }:
                Add(operation, method, null, [], false, locks);
                break;

            case IUnaryOperation { OperatorMethod: { } method }:
                Add(operation, method, null, [], false, locks);
                break;

            case IConversionOperation { OperatorMethod: { } method }:
                Add(operation, method, null, [], false, locks);
                break;
        }
    }

    private void Add(IOperation operation, IMethodSymbol method, IOperation? instance, ImmutableArray<IArgumentOperation> arguments, bool isVirtual, ImmutableArray<HeldFact> locks)
    {
        if (!IsOurs(method))
            return;

        var substitution = effects.SubstitutionFor(method, instance, arguments, operation is IObjectCreationOperation);
        ImmutableArray<DelegateArgument> delegates = [];
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { Type.TypeKind: TypeKind.Delegate, Ordinal: var ordinal } && TargetOf(argument.Value) is { } target)
                delegates = delegates.Add(new DelegateArgument(ordinal, target));
        }

        _calls.Add(new CallFact(substitution.Body, isVirtual && !IsBaseCall(instance), substitution, operation.Syntax.Span, locks, delegates)
        {
            IsLater = IsLater(operation),
            IsStarted = StartedTasks.IsStarted(operation),
            HasFlag = arguments.Any(argument => argument is { IsImplicit: false, Value.ConstantValue: { HasValue: true, Value: bool } }),
        });
    }

    /// <summary>What a framework method does with the delegates it is given.</summary>
    private void Delegates(IInvocationOperation call, ImmutableArray<HeldFact> locks)
    {
        if (IsOurs(call.TargetMethod))
            return;

        var timing = KnownDelegates.TimingOf(call);
        if (timing is DelegateTiming.Later or DelegateTiming.Started)
            return;

        foreach (var argument in call.Arguments.SelectMany(DelegateArguments.DelegatesIn))
        {
            if (TargetOf(argument) is { } target)
                _calls.Add(Direct(argument, target, call, locks) with { IsJoined = timing == DelegateTiming.Joined });
            else if (scope.Paths.Resolve(argument) is { } path && argument.Type?.TypeKind == TypeKind.Delegate)
                _invokes.Add(new InvokeFact(path, call.Syntax.Span, locks));
        }
    }

    private void Invoke(IOperation? target, IInvocationOperation call, ImmutableArray<HeldFact> locks)
    {
        if (target is null)
            return;

        if (TargetOf(target) is { } known)
            _calls.Add(Direct(target, known, call, locks));
        else if (scope.Paths.Resolve(target) is { } path)
            _invokes.Add(new InvokeFact(path, call.Syntax.Span, locks));
    }

    /// <summary>A lambda has the names of the function around it; a method that is named as a delegate is called on the object it was named on.</summary>
    private CallFact Direct(IOperation value, string target, IInvocationOperation call, ImmutableArray<HeldFact> locks)
    {
        var arguments = DelegateArguments.Of(scope.Paths.Strip(value), call, scope.Paths);
        return scope.Paths.Strip(value) is IMethodReferenceOperation { Method: { MethodKind: not MethodKind.LocalFunction } method, Instance: { } instance } named
            ? new(target, named.IsVirtual && !IsBaseCall(instance), effects.SubstitutionFor(method, instance, [], isCreation: false) with { Arguments = arguments }, call.Syntax.Span, locks, [])
            : new(target, false, new Substitution(target, null, arguments, IsNested: NestedBody.IsNested(target)), call.Syntax.Span, locks, []);
    }

    /// <summary>The function a delegate stands for.</summary>
    private string? TargetOf(IOperation value) => scope.Paths.Strip(value) switch
    {
        IFlowAnonymousFunctionOperation lambda => NestedBody.IdOf(body.Id, lambda.Symbol),
        IAnonymousFunctionOperation lambda => NestedBody.IdOf(body.Id, lambda.Symbol),
        IMethodReferenceOperation { Method: var method } => method.MethodKind == MethodKind.LocalFunction ? NestedBody.IdOf(body.Id, method)
            : IsOurs(method) ? scope.Paths.Names.IdOf(method) : null,
        _ => null,
    };

    /// <summary>By then the function may have given its caller a task.</summary>
    private bool IsLater(IOperation operation) => scope.Symbol is { IsAsync: true } function && operation.Syntax.SpanStart >= (_firstAwait ??= StartedTasks.EndOfFirstAwait(function));

    private bool IsOurs(IMethodSymbol method) =>
        method.MethodKind is not MethodKind.DelegateInvoke && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly);

    private static bool IsBaseCall(IOperation? instance) => instance?.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.BaseExpressionSyntax;
}
