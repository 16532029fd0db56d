using SyncAnalyzers.Engine.Bodies;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>Which locks one function holds, where, in which scenarios.</summary>
public sealed class LockFlow : ForwardAnalysis<LockState>
{
    private const int StepBudget = 20_000;

    private readonly FunctionScope _scope;
    private readonly ConditionReader _conditions;
    private readonly HashSet<string> _correlated;
    private readonly Outcomes _outcomes;
    private readonly AssignmentReader _assignments;
    private readonly ImmutableArray<CallEffect> _scopes;
    private IFlowObserver? _observer;

    private LockFlow(FunctionScope scope)
        : base(scope.Graph!, StepBudget)
    {
        _scope = scope;
        Effects = new CallEffects(scope);
        _conditions = new ConditionReader(scope, Effects);
        Effects.FindAll();
        _scopes = [.. Effects.All.Where(effect => effect.Scope is not null)];
        _correlated = _conditions.TestedTwice(scope.Graph!);
        _outcomes = new Outcomes(_conditions, Effects);
        _assignments = new AssignmentReader(scope, _conditions, Effects);
    }

    /// <summary>The value that the returned value is true, or not null.</summary>
    public const string ReturnKey = "return";

    /// <summary>The id of the function.</summary>
    public string Body => _scope.Paths.Body;

    public CallEffects Effects { get; }

    public LockTable Locks => Effects.Locks;

    /// <summary>How the function can return; <see langword="null"/> if it cannot.</summary>
    public LockState? AtReturn { get; private set; }

    public LockState? AtThrow { get; private set; }

    /// <returns><see langword="null"/> for a body too large or too wild to be judged.</returns>
    public static LockFlow? Analyze(FunctionScope scope)
    {
        var flow = new LockFlow(scope);
        var ends = flow.Run(LockState.Initial);
        (flow.AtReturn, flow.AtThrow) = (flow.LeaveScopes(ends.AtReturn, -1), flow.LeaveScopes(ends.AtThrow, -1));
        return flow.IsExhausted ? null : flow;
    }

    /// <summary>The condition in the form in which scenarios know it.</summary>
    public Condition ConditionOf(IOperation condition) => _conditions.Read(condition);

    public void Replay(IFlowObserver observer)
    {
        var replay = (LockFlow)ForReplay();
        replay._observer = observer;
        replay.Replay();
    }

    /// <summary>The condition that a bool variable is true; <see langword="null"/> for what is no variable.</summary>
    public string? KeyOf(IOperation variable) => _conditions.KeyOfVariable(variable);

    protected override LockState Join(LockState left, LockState right)
    {
        var joined = left.Join(right);
        if (joined.Scenarios.Length > LockState.MaxScenarios)
            Exhaust();

        return joined;
    }

    protected override LockState? Evaluate(LockState state, IOperation operation, Action<LockState> raise) =>
        Descend(LeaveScopes(state, operation.Syntax.SpanStart)!, operation, raise);

    /// <summary>Releases the locks of statements that do not contain the position.</summary>
    private LockState? LeaveScopes(LockState? state, int position)
    {
        foreach (var scope in _scopes)
        {
            if (!scope.Scope!.Value.Contains(position))
                state = state?.Select(scenario => IsInside(scenario, scope) ? scenario with { Held = scenario.Held.Release(scope.Always[0].Lock, LockMode.Exclusive) } : scenario);
        }

        return state;
    }

    private static bool IsInside(Scenario scenario, CallEffect scope) =>
        scenario.Held[scope.Always[0].Lock, LockMode.Exclusive].Levels.Any(level => level == SiteSet.Of(scope.Site));

    private LockState? Descend(LockState state, IOperation operation, Action<LockState> raise)
    {
        // Another function's code; what it captures is not evaluated here.
        if (operation is IAnonymousFunctionOperation or IFlowAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation or ITypeOfOperation)
        {
            _observer?.Visits(state, operation);
            return state;
        }

        LockState? current = state;
        foreach (var child in operation.ChildOperations)
        {
            current = Descend(current, child, raise);
            if (current is null)
                return null;
        }

        return Apply(current, operation, raise);
    }

    protected override LockState? Assume(LockState state, IOperation condition, bool value)
    {
        if (Effects.GuardOf(condition, out var isNegated) is { } guard)
            return state.Select(scenario => Outcomes.AssumeGuard(scenario, guard.Lock, guard.Mode, value != isNegated));

        var read = _conditions.Read(condition);
        return state.Select(scenario => (read.Evaluate(scenario.Conditions) ?? IsThere(scenario, read)) is { } known
            ? known == value ? scenario : null
            : read.Key is { } key && _correlated.Contains(key)
                ? scenario with { Conditions = scenario.Conditions.With(key, value != read.IsNegated) }
                : scenario);
    }

    /// <summary>A lock that is held is not null, and a lease stands for what it has taken until it is disposed.</summary>
    private bool? IsThere(Scenario scenario, Condition read)
    {
        if (read.Site is { } site)
            return scenario.Held.All.Any(held => held.Levels.Any(level => level.Sites.Contains(site))) != read.IsNegated;

        if (read.Key is not { } key || !key.StartsWith("null ", StringComparison.Ordinal))
            return null;

        foreach (var held in scenario.Held.All)
        {
            if (held.IsHeld && key.StartsWith("null " + Locks[held.Lock].Path + "{", StringComparison.Ordinal))
                return read.IsNegated;
        }

        return null;
    }

    protected override LockState? Leave(LockState state, IOperation value)
    {
        // return _semaphore.WaitAsync(): whoever awaits the result has acquired.
        var left = Effects.Of(_scope.Unwrap(value)) is { IsAsync: true } pending && _scope.Symbol is { IsAsync: false } && !FunctionScope.Completes(value)
            ? _outcomes.Change(state, pending)
            : state;

        var truth = _conditions.Read(value);
        var isNull = _conditions.ReadNull(value);
        return left?.Select(scenario => (truth.Evaluate(scenario.Conditions) ?? !isNull.Evaluate(scenario.Conditions)) is { } known
            ? scenario with { Conditions = scenario.Conditions.With(ReturnKey, known) }
            : scenario);
    }

    private LockState? Apply(LockState state, IOperation operation, Action<LockState> raise)
    {
        // What a task does has been done when the task is complete; starting it changes nothing yet.
        var effect = FunctionScope.Completes(operation)
            ? Effects.Of(_scope.Unwrap(operation)) is { IsAsync: true } pending ? pending : null
            : Effects.Of(operation) is { IsAsync: false } now ? now : null;

        // What the Dispose of a lease does is known from how the lease was taken, in the names of who took it.
        if (operation is IInvocationOperation { TargetMethod: var end, Instance: { } lease } && KnownLeases.IsEnd(end) && Effects.LeaseOf(lease) is { } taken)
            return Dispose(state, taken, operation);

        if (effect is not null)
            return Change(state, effect, operation, raise);

        _observer?.Visits(state, operation);

        // Whoever takes the last permit and disposes the semaphore owes nobody anything.
        if (operation is IInvocationOperation { TargetMethod: { Name: "Dispose", Parameters.IsEmpty: true }, Instance: { } disposed } && _scope.Vocabulary.PrimitiveOf(disposed.Type) is { Owner: LockOwner.Nobody } && _scope.Paths.Resolve(disposed) is { } gone && Locks.Find(gone) is { } dead)
            return Clear(state, dead);

        if (Effects.Of(operation) is { IsAsync: true } started ? started.CanFail || !started.Acquires : (ExceptionPolicy.MayThrow(operation, Graph.OriginalOperation.SemanticModel) && _scope.Vocabulary.RecognizeGuard(operation) is null))
            Raise(state, operation, raise);

        if (operation is IInvocationOperation { TargetMethod: var method } call)
            return ExceptionPolicy.NeverReturns(method) ? null : Asserted(state, call);

        return operation is IFlowCaptureOperation { Value.Type.SpecialType: SpecialType.System_Boolean } capture
            ? Capture(state, capture)
            : Assign(state, operation);
    }

    private LockState? Change(LockState state, CallEffect effect, IOperation operation, Action<LockState> raise)
    {
        // A failed acquire acquires nothing, and a release does not fail.
        if (effect.CanFail)
            Raise(state.Select(scenario => _outcomes.Fail(scenario, effect))!, operation, raise);
        else if (effect.Sync is { Effect: SyncEffect.Wait })
            Raise(state, operation, raise);

        if (effect.Sync is { Effect: SyncEffect.Wait or SyncEffect.Signal })
            _observer?.Signals(state, effect);
        else
            _observer?.Changes(state, effect);

        return _outcomes.Change(state, effect);
    }

    private LockState? Dispose(LockState state, CallEffect taken, IOperation operation)
    {
        _observer?.Disposes(state, taken, operation);
        return state.Select(scenario => Outcomes.Remember(scenario, Outcomes.Release(scenario, taken), taken, taken.Always.AddRange(taken.OnSuccess)));
    }

    private static LockState? Clear(LockState state, int dead) => state.Select(scenario => scenario with { Held = scenario.Held.Clear(dead, LockMode.Permit) });

    /// <summary><c>Debug.Assert(taken)</c> and the like return only if their argument is as they demand.</summary>
    private LockState? Asserted(LockState state, IInvocationOperation call)
    {
        LockState? current = state;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && ExceptionPolicy.DemandOf(parameter) is { } demanded)
                current = current is null ? null : Assume(current, argument.Value, demanded);
        }

        return current;
    }

    // Who is told that a mutex was abandoned has it; where the block waits for a mutex, nothing else tells that.
    protected override LockState? EnterHandler(LockState thrown, ControlFlowRegion handler)
    {
        if (handler is not { ExceptionType.Name: "AbandonedMutexException", EnclosingRegion: { } statement })
            return thrown;

        var guarded = statement.NestedRegions[0];
        var waits = Effects.All.Where(effect => effect is { Acquires: true, Sync.Primitive.TypeName: "System.Threading.Mutex" } && IsIn(guarded, effect)).ToList();
        return waits.Count == 0 ? thrown : thrown.Select(scenario => waits.Aggregate(scenario, _outcomes.Abandon) is var told && told != scenario ? told : null);
    }

    private bool IsIn(ControlFlowRegion region, CallEffect effect) => BlockOperations.Of(Graph.Blocks.Skip(region.FirstBlockOrdinal).Take(region.LastBlockOrdinal - region.FirstBlockOrdinal + 1))
        .Any(operation => operation.Syntax.Span.Contains(effect.Call.Syntax.Span));

    protected override void Thrown(LockState state, IOperation? exception) => Escapes(state, exception);

    private void Raise(LockState state, IOperation operation, Action<LockState> raise)
    {
        raise(state);
        Escapes(state, operation);
    }

    private void Escapes(LockState state, IOperation? cause)
    {
        if (_observer is not IThrowObserver observer)
            return;

        // Running the finally blocks on the way out is no event of its own.
        _observer = null;
        var escaped = Escape(state);
        _observer = observer;
        if (escaped is not null)
            observer.Escapes(escaped, cause, IsInHandler());
    }

    /// <summary>One of the values of a conditional expression: <c>b ? s.Wait(0) : s.Wait(10)</c>.</summary>
    private LockState? Capture(LockState state, IFlowCaptureOperation capture)
    {
        var key = ConditionReader.KeyOf(capture.Id);
        var truth = _conditions.Read(capture.Value);
        return state.Select(scenario => scenario with
        {
            Conditions = truth.Evaluate(scenario.Conditions) is { } known ? scenario.Conditions.With(key, known) : scenario.Conditions.Without(key),
        });
    }

    private LockState? Assign(LockState state, IOperation operation)
    {
        var assigned = _assignments.In(operation);
        if (assigned.IsEmpty)
            return state;

        foreach (var number in assigned.SelectMany(assignment => assignment.Locks).Distinct())
            _observer?.Reassigns(state, number, operation);

        return Outcomes.Assign(state, assigned);
    }
}
