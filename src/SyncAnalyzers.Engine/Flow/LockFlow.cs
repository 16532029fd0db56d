using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>Which locks one function holds, where, in which scenarios.</summary>
public sealed class LockFlow : ForwardAnalysis<LockState>
{
    private const int StepBudget = 20_000;

    private readonly FunctionScope _scope;
    private readonly ConditionReader _conditions;
    private readonly HashSet<string> _correlated;
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
        _correlated = TestedTwice();
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
        var (atReturn, atThrow) = flow.Run(LockState.Initial);
        (flow.AtReturn, flow.AtThrow) = (flow.LeaveScopes(atReturn, -1), flow.LeaveScopes(atThrow, -1));
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

    /// <summary>True in scenarios in which <paramref name="acquire"/> threw and acquired nothing.</summary>
    public static string FailureKey(CallEffect acquire) => "failed " + acquire.Site;

    /// <summary>True in scenarios that gave up, at <paramref name="release"/>, a hold they had taken before.</summary>
    public static string ReleaseKey(int number, LockMode mode, CallEffect release) => ReleasePrefix(number, mode) + release.ResultKey;

    public static string ReleasePrefix(int number, LockMode mode) => "released " + number + (char)('A' + (int)mode) + " ";

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
        if (GuardOf(condition, out var isNegated) is { } guard)
            return state.Select(scenario => AssumeGuard(scenario, guard.Lock, guard.Mode, value != isNegated));

        var read = _conditions.Read(condition);
        return state.Select(scenario => (read.Evaluate(scenario.Conditions) ?? IsThere(scenario, read)) is { } known
            ? known == value ? scenario : null
            : read.Key is { } key && _correlated.Contains(key)
                ? scenario with { Conditions = scenario.Conditions.With(key, value != read.IsNegated) }
                : scenario);
    }

    /// <summary>A lock that is held is not null.</summary>
    private bool? IsThere(Scenario scenario, Condition read)
    {
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
            ? Change(state, pending)
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

        if (effect is not null)
        {
            // A failed acquire acquires nothing, and a release does not fail.
            if (effect.CanFail)
                Raise(state.Select(scenario => Fail(scenario, effect))!, operation, raise);
            else if (effect.Sync is { Effect: SyncEffect.Wait })
                Raise(state, operation, raise);

            if (effect.Sync is { Effect: SyncEffect.Wait or SyncEffect.Signal })
                _observer?.Signals(state, effect);
            else
                _observer?.Changes(state, effect);

            return Change(state, effect);
        }

        if (operation is IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync", Instance: { } lease } && Effects.LeaseOf(lease) is { } taken)
        {
            _observer?.Disposes(state, taken, operation);
            return state.Select(scenario => Remember(scenario, Release(scenario, taken), taken, taken.Always.AddRange(taken.OnSuccess)));
        }

        // Whoever takes the last permit and disposes the semaphore owes nobody anything.
        if (operation is IInvocationOperation { TargetMethod: { Name: "Dispose", Parameters.IsEmpty: true }, Instance: { } disposed } && _scope.Vocabulary.PrimitiveOf(disposed.Type) is { Owner: LockOwner.Nobody } && _scope.Paths.Resolve(disposed) is { } gone && Locks.Find(gone) is { } dead)
        {
            _observer?.Visits(state, operation);
            return state.Select(scenario => scenario with { Held = scenario.Held.Clear(dead, LockMode.Permit) });
        }

        _observer?.Visits(state, operation);
        if (Effects.Of(operation) is { IsAsync: true } started ? started.CanFail || !started.Acquires : (ExceptionPolicy.MayThrow(operation) && _scope.Vocabulary.RecognizeGuard(operation) is null))
            Raise(state, operation, raise);

        if (operation is IInvocationOperation { TargetMethod: var method } call)
            return ExceptionPolicy.NeverReturns(method) ? null : Asserted(state, call);

        return operation switch
        {
            IFlowCaptureOperation { Value.Type.SpecialType: SpecialType.System_Boolean } capture => Capture(state, capture),
            ISimpleAssignmentOperation assignment => Assign(state, assignment.Target, assignment.Value, assignment),
            ICompoundAssignmentOperation assignment => Assign(state, assignment.Target, null, assignment),
            IIncrementOrDecrementOperation increment => Assign(state, increment.Target, null, increment),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when !IsTaken(argument) => Assign(state, argument.Value, null, argument),
            _ => state,
        };
    }

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

    // Who is told that a mutex was abandoned has it.
    protected override LockState EnterHandler(LockState thrown, ControlFlowRegion handler)
    {
        if (handler.ExceptionType is not { Name: "AbandonedMutexException" })
            return thrown;

        var waits = Effects.All.Where(effect => effect is { Acquires: true, Sync.Primitive.TypeName: "System.Threading.Mutex" }).ToList();
        return thrown.Select(scenario =>
        {
            foreach (var wait in waits.Where(wait => scenario.Conditions[FailureKey(wait)] == true))
                scenario = Succeed(scenario with { Held = With(scenario.Held, wait.Always.AddRange(wait.OnSuccess), wait.Site), Conditions = scenario.Conditions.Without(FailureKey(wait)) }, wait, true);

            return scenario;
        })!;
    }

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

    private LockState? Change(LockState state, CallEffect effect)
    {
        if (effect.OnSuccess.IsEmpty)
            return state.Select(scenario => Succeed(Remember(scenario, With(scenario.Held, effect.Always, effect.Site), effect, effect.Always), effect, effect.Success == Success.Taken));

        return state.SelectMany(scenario =>
        {
            var always = Remember(scenario, With(scenario.Held, effect.Always, effect.Site), effect, effect.Always);
            var acquired = Succeed(Remember(always, With(always.Held, effect.OnSuccess, effect.Site), effect, effect.OnSuccess), effect, true);

            // Monitor.Enter(o, ref taken) has acquired when it returns; only a try can return without.
            return effect is { Success: Success.Taken, Sync.Bound: WaitBound.Unlimited } ? [acquired] : [acquired, Succeed(always, effect, false)];
        });
    }

    private Scenario Succeed(Scenario scenario, CallEffect effect, bool value)
    {
        if (effect.OnSuccess.IsEmpty)
            return scenario;

        var conditions = scenario.Conditions.With(effect.ResultKey, value);
        if (effect.Sync?.Taken is { } taken && _conditions.KeyOfVariable(taken) is { } key)
            conditions = conditions.With(key, value);

        return scenario with { Conditions = conditions };
    }

    /// <summary>The call threw. <see cref="EnterHandler"/> may know better.</summary>
    private Scenario Fail(Scenario scenario, CallEffect effect)
    {
        var failed = Succeed(scenario, effect, false);
        return failed with { Conditions = failed.Conditions.With(FailureKey(effect), true) };
    }

    /// <summary>Notes that a hold of the function's own was given up, so that giving it up once more can be told from giving up the caller's.</summary>
    private static Scenario Remember(Scenario before, HeldLocks held, CallEffect effect, ImmutableArray<LockChange> changes)
    {
        var conditions = before.Conditions;
        foreach (var change in changes)
        {
            var (was, now) = (before.Held[change.Lock, change.Mode].Depth, held[change.Lock, change.Mode].Depth);
            if (now > was)
                conditions = conditions.WithoutPrefix(ReleasePrefix(change.Lock, change.Mode));
            else if (was > 0 && now == 0)
                conditions = conditions.With(ReleaseKey(change.Lock, change.Mode, effect), true);
        }

        return new Scenario(held, conditions);
    }

    private static HeldLocks With(HeldLocks held, ImmutableArray<LockChange> changes, int site)
    {
        foreach (var change in changes)
        {
            if (change.Change is not { } number)
                held = held[change.Lock, change.Mode].Depth == 0 ? held : held.Forget(change.Lock, change.Mode);
            else if (Math.Abs(number) > HeldLocks.Many)
                held = held.Forget(change.Lock, change.Mode);
            else
                for (var i = 0; i < Math.Abs(number); i++)
                    held = number > 0 ? held.Acquire(change.Lock, change.Mode, SiteSet.Of(site)) : held.Release(change.Lock, change.Mode);
        }

        return held;
    }

    private static HeldLocks Release(Scenario scenario, CallEffect lease)
    {
        var held = scenario.Held;
        var changes = scenario.Conditions[lease.ResultKey] == false ? lease.Always : lease.Always.AddRange(lease.OnSuccess);
        foreach (var change in changes)
        {
            // Disposing a lease again does nothing.
            if (held[change.Lock, change.Mode].Depth is > 0 or HeldLock.Unknown)
                held = held.Release(change.Lock, change.Mode);
        }

        return held;
    }

    private static Scenario? AssumeGuard(Scenario scenario, int number, LockMode mode, bool isHeld)
    {
        var held = scenario.Held[number, mode];
        return (held.IsHeld, isHeld) switch
        {
            (true, false) => null,

            // Held by the caller, then: a release is in order, and the hold is not ours to account for.
            (false, true) when held.Depth == 0 => scenario with { Held = scenario.Held.Acquire(number, mode, SiteSet.Entry) },
            _ => scenario,
        };
    }

    private (int Lock, LockMode Mode)? GuardOf(IOperation condition, out bool isNegated)
    {
        isNegated = false;
        while (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not)
        {
            isNegated = !isNegated;
            condition = not.Operand;
        }

        return _scope.Vocabulary.RecognizeGuard(_scope.Paths.Strip(condition)) is { } guard
            && _scope.Paths.Resolve(guard.Lock) is { } path
            && _scope.Vocabulary.PrimitiveOf(guard.Lock.Type) is var primitive
                ? (Locks.NumberOf(path, primitive ?? KnownPrimitives.All[0], isVarying: false), guard.Mode)
                : null;
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

    private LockState? Assign(LockState state, IOperation target, IOperation? value, IOperation assignment)
    {
        if (_scope.Paths.VariableKey(target) is not { } variable)
            return state;

        var numbers = Locks.Mentioning(variable).ToList();
        foreach (var number in numbers)
            _observer?.Reassigns(state, number, assignment);

        var key = _conditions.KeyOfVariable(target)!;
        var truth = _conditions.Read(value);
        var isNull = target.Type is { IsReferenceType: true } ? _conditions.ReadNull(value) : Condition.None;
        return state.Select(scenario =>
        {
            var conditions = scenario.Conditions.WithoutVariable(variable);
            if (truth.Evaluate(scenario.Conditions) is { } known)
                conditions = conditions.With(key, known);

            if (isNull.Evaluate(scenario.Conditions) is { } none)
                conditions = conditions.With("null " + key, none);

            var held = scenario.Held;
            foreach (var number in numbers)
            {
                foreach (var old in held.All.Where(h => h.Lock == number))
                    held = held.Forget(number, old.Mode);
            }

            return new Scenario(held, conditions);
        });
    }

    private bool IsTaken(IArgumentOperation argument) => argument.Parent is IInvocationOperation call && Effects.Of(call)?.Sync?.Taken == argument.Value;

    /// <summary>Only a condition that is tested again can tell something later.</summary>
    private HashSet<string> TestedTwice()
    {
        var once = new HashSet<string>(StringComparer.Ordinal);
        var twice = new HashSet<string>(StringComparer.Ordinal);
        foreach (var block in Graph.Blocks)
        {
            if (block is { ConditionKind: not ControlFlowConditionKind.None, BranchValue: { } condition } && _conditions.Read(condition).Key is { } key && !once.Add(key))
                twice.Add(key);
        }

        return twice;
    }
}
