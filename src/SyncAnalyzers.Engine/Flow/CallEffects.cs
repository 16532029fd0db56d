using System.Collections.Concurrent;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>Finds, once per call, what the calls of one function do to its locks.</summary>
public sealed class CallEffects(FunctionScope scope)
{
    // Concurrent because several rules may ask at once; nearly all is found before anyone does.
    private readonly ConcurrentDictionary<IOperation, CallEffect?> _effects = new(concurrencyLevel: 1, capacity: 31);
    private ImmutableArray<CallEffect> _leases = [];
    private ImmutableDictionary<int, LeaseFate> _fates = ImmutableDictionary<int, LeaseFate>.Empty;
    private int _sites = -1;
    private CallEffect[] _all = [];
    private volatile bool _isComplete;

    public LockTable Locks { get; } = new();

    /// <summary>Every call that was found to do something, in the order it was met.</summary>
    public IReadOnlyList<CallEffect> All => _isComplete ? _all : Sorted();

    /// <summary>Meets every call of the function in the order of the source, so that numbers do not depend on the order of analysis.</summary>
    public void FindAll()
    {
        foreach (var block in scope.Graph!.Blocks)
        {
            foreach (var operation in block.Operations)
                FindIn(operation);

            if (block.BranchValue is { } value)
                FindIn(value);
        }

        (_all, _isComplete) = (Sorted(), true);
        _leases = [.. All.Where(effect => effect.IsLease)];
        if (_leases.IsEmpty)
            return;

        var fates = new LeaseFates(scope);
        _fates = _leases.ToImmutableDictionary(lease => lease.Site, fates.Of);
    }

    /// <summary>What becomes of the lease that the call gives.</summary>
    public LeaseFate FateOf(CallEffect lease) => FateOf(lease.Site);

    /// <param name="site">The number of the call.</param>
    public LeaseFate FateOf(int site) => _fates.TryGetValue(site, out var fate) ? fate : LeaseFate.HandedOn;

    /// <summary>Who has the lease is not this function alone: from when on the lock is free is not to be seen.</summary>
    public bool IsOutOfSight(CallEffect acquire) => acquire.IsLease && FateOf(acquire) == LeaseFate.HandedOn;

    public CallEffect? Of(IOperation operation)
    {
        if (operation is not (IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation or IInvalidOperation))
            return null;

        if (_effects.TryGetValue(operation, out var known))
            return known;

        // Where all were found before, somebody asks about a call that is not in the graph.
        var effect = Find(operation);
        if (effect is not null)
            _isComplete = false;

        return _effects.GetOrAdd(operation, effect);
    }

    private CallEffect[] Sorted() => [.. _effects.Select(found => found.Value).OfType<CallEffect>().OrderBy(effect => effect.Site)];

    /// <summary>What disposing <paramref name="lease"/> releases; <see langword="null"/> if it is no lease this function took.</summary>
    /// <remarks>The value of a local is known outside the graph; the effect meant is the one that the graph has of the same call.</remarks>
    public CallEffect? LeaseOf(IOperation? lease)
    {
        if (lease is null)
            return null;

        var value = scope.Unwrap(lease);
        if (value.Variable() is { } receiver)
            return scope.Paths.Locals.GiverOf(receiver) is { } giver ? _leases.FirstOrDefault(known => known.Received?.Syntax == giver.Syntax) : null;

        return Of(value) is { IsLease: true, Received: null } effect ? _leases.FirstOrDefault(known => known.ResultKey == effect.ResultKey) ?? effect : null;
    }

    /// <summary>The function names the lock by way of the variable, not by a local that has kept it.</summary>
    public bool IsNamedBy(int number, string variable) => All
        .Where(effect => effect.Always.Concat(effect.OnSuccess).Any(change => change.Lock == number))
        .Any(effect => Names(effect.Call, variable, 0));

    private bool Names(IOperation operation, string variable, int depth) => depth < 12 && operation switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation => scope.Paths.VariableKey(operation) == variable,
        IFlowCaptureReferenceOperation reference => scope.Paths.ValueOf(reference) is { } value && Names(value, variable, depth + 1),
        _ => scope.Paths.VariableKey(operation) == variable || operation.ChildOperations.Any(child => Names(child, variable, depth + 1)),
    };

    private void FindIn(IOperation operation)
    {
        if (operation is IAnonymousFunctionOperation or IFlowAnonymousFunctionOperation)
            return;

        foreach (var child in operation.ChildOperations)
            FindIn(child);

        Of(operation);
    }

    private CallEffect? Find(IOperation operation) => operation switch
    {
        IInvalidOperation { Syntax.Parent: LockStatementSyntax statement } invalid => Statement(invalid, statement),
        IInvocationOperation call when scope.Vocabulary.Recognize(call) is { } sync => Primitive(sync),
        IInvocationOperation call => Wrapper(call, call.TargetMethod, call.Instance, call.Arguments),
        IObjectCreationOperation { Constructor: { } constructor } creation => Wrapper(creation, constructor, null, creation.Arguments),
        IPropertyReferenceOperation { Property.GetMethod: { } getter } reference when IsRead(reference) => Wrapper(reference, getter, reference.Instance, reference.Arguments),
        _ => null,
    };

    private CallEffect? Statement(IInvalidOperation invalid, LockStatementSyntax statement)
    {
        if (invalid.ChildOperations.FirstOrDefault() is not { } target || scope.Vocabulary.PrimitiveOf(target.Type) is not { } primitive || scope.Paths.Resolve(target) is not { } path)
            return null;

        var number = Locks.Add(path, primitive, scope.Paths.IsVarying(target));
        return new CallEffect(invalid, [new LockChange(number, LockMode.Exclusive, 1)], []) { Scope = statement.Span, Site = Interlocked.Increment(ref _sites) };
    }

    private CallEffect? Primitive(SyncCall sync)
    {
        ImmutableArray<int> numbers = sync.Primitive.TakesSeveral ? NumbersOf(sync) : NumberOf(sync) is { } one ? [one] : [];
        if (numbers.IsEmpty)
            return null;

        ImmutableArray<LockChange> changes = sync.Effect switch
        {
            SyncEffect.Acquire => [.. numbers.Select(number => new LockChange(number, sync.Mode, 1))],
            SyncEffect.Release => [new(numbers[0], sync.Mode, -sync.Count)],
            SyncEffect.ReleaseAll => [new(numbers[0], LockMode.Shared, null), new(numbers[0], LockMode.Exclusive, null)],
            _ => [],
        };

        var always = sync.Success is Success.Always or Success.AlwaysTrue;
        return new CallEffect(sync.Call, always ? changes : [], always ? [] : changes)
        {
            Sync = sync,
            Success = sync.Success,
            IsAsync = sync.IsAsync,
            IsLease = sync.GivesLease,
            Received = sync.Received,
            Site = Interlocked.Increment(ref _sites),
        };
    }

    private int? NumberOf(SyncCall sync) =>
        PathOf(sync) is { } path ? Locks.NumberOf(path, sync.Primitive, scope.Paths.IsVarying(sync.Lock) || scope.Paths.IsVarying(sync.Key)) : null;

    /// <summary>Each lock that the call takes, as its own type has it; one that cannot be named is left out.</summary>
    private ImmutableArray<int> NumbersOf(SyncCall sync) =>
    [
        .. from expression in sync.Others.Prepend(sync.Lock).SelectMany(Listed)
           let path = scope.Paths.Resolve(expression)
           where path is not null
           select Locks.NumberOf(path, scope.Vocabulary.PrimitiveOf(scope.Paths.Strip(expression).Type) ?? sync.Primitive, scope.Paths.IsVarying(expression)),
    ];

    private IEnumerable<IOperation> Listed(IOperation expression) => scope.Paths.Strip(expression) switch
    {
        IArrayCreationOperation { Initializer: { } list } => list.ElementValues,
        ICollectionExpressionOperation list => list.Elements,
        _ => [expression],
    };

    private AccessPath? PathOf(SyncCall sync)
    {
        if (sync.Primitive.IsKeyed)
            return scope.Paths.Resolve(sync.Lock)?.Append(scope.Paths.StepTo(sync.Key, sync.Call));

        var path = scope.Paths.Resolve(sync.Lock);
        return sync.Member is { } member ? path?.Append(new PathStep("F:" + path.RootType.Substring(Math.Min(2, path.RootType.Length)) + "." + member, member)) : path;
    }

    private CallEffect? Wrapper(IOperation call, IMethodSymbol method, IOperation? instance, ImmutableArray<IArgumentOperation> arguments)
    {
        if (scope.EffectOf(method) is not { } effect)
            return null;

        var substitution = SubstitutionFor(method, instance, arguments, call is IObjectCreationOperation);
        var always = Translate(effect.Always, substitution, instance, arguments);
        var onSuccess = Translate(effect.OnSuccess, substitution, instance, arguments);
        if (always.IsEmpty && onSuccess.IsEmpty)
            return null;

        return new CallEffect(call, always, onSuccess)
        {
            Wrapper = effect,
            Success = onSuccess.IsEmpty ? Success.Always : Success.Result,
            IsAsync = effect.IsAsync,
            IsLease = effect.IsLease,
            Received = effect.IsLease && !KnownLeases.IsLease(call.Type!) ? KnownLeases.Received(arguments) : null,
            Site = Interlocked.Increment(ref _sites),
        };
    }

    /// <summary>How the callee's paths read here.</summary>
    public Substitution SubstitutionFor(IMethodSymbol method, IOperation? instance, ImmutableArray<IArgumentOperation> arguments, bool isCreation)
    {
        var definition = method.Declared();
        var paths = new AccessPath?[definition.Parameters.Length];
        var indices = new PathStep?[paths.Length];
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { } parameter && parameter.Ordinal < paths.Length)
            {
                paths[parameter.Ordinal] = scope.Paths.Resolve(argument.Value);

                // No other argument is short enough to be worth it, and most are never asked for.
                if (parameter.Type.SpecialType != SpecialType.None || parameter.Type.TypeKind is TypeKind.Enum or TypeKind.Struct or TypeKind.TypeParameter)
                    indices[parameter.Ordinal] = scope.Paths.StepAt(argument.Value);
            }
        }

        var receiver = isCreation
            ? new AccessPath(PathRoot.Fresh, scope.Paths.Body + "|new", "new", scope.Paths.Names.IdOf(method.ContainingType), [])
            : scope.Paths.Resolve(instance);
        var isNested = method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction;
        return new Substitution(isNested ? NestedBody.IdOf(scope.Paths.Body, method) : scope.Paths.Names.IdOf(definition), receiver, [.. paths], isNested) { Indices = [.. indices] };
    }

    private ImmutableArray<LockChange> Translate(ImmutableArray<LockDelta> deltas, Substitution substitution, IOperation? instance, ImmutableArray<IArgumentOperation> arguments)
    {
        var changes = ImmutableArray.CreateBuilder<LockChange>();
        foreach (var delta in deltas)
        {
            if (substitution.Apply(delta.Lock) is not { } path)
                continue;

            var isVarying = scope.Paths.IsVarying(instance) || arguments.Any(argument => scope.Paths.IsVarying(argument.Value));
            changes.Add(new LockChange(Locks.NumberOf(path, delta.Primitive, isVarying), delta.Mode, delta.Change));
        }

        return changes.ToImmutable();
    }

    private static bool IsRead(IPropertyReferenceOperation reference) => reference.Parent is not IAssignmentOperation assignment || assignment.Target != reference;

    /// <summary>The hold that a condition asks for: <c>Monitor.IsEntered(o)</c>.</summary>
    public (int Lock, LockMode Mode)? GuardOf(IOperation condition, out bool isNegated)
    {
        isNegated = false;
        while (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not)
        {
            isNegated = !isNegated;
            condition = not.Operand;
        }

        return scope.Vocabulary.RecognizeGuard(scope.Paths.Strip(condition)) is { } guard
            && scope.Paths.Resolve(guard.Lock) is { } path
            && scope.Vocabulary.PrimitiveOf(guard.Lock.Type) is var primitive
                ? (Locks.NumberOf(path, primitive ?? KnownPrimitives.All[0], isVarying: false), guard.Mode)
                : null;
    }
}
