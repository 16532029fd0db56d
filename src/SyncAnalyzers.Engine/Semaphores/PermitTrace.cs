using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>Where one function takes and gives back permits, each time with all that can be held there.</summary>
public sealed class PermitTrace : IFlowObserver
{
    private readonly ImmutableArray<PermitEvent>.Builder _events = ImmutableArray.CreateBuilder<PermitEvent>();

    private readonly List<(LockState Before, IOperation Operation)> _risks = [];

    private readonly List<(LockState Before, IOperation Answer)> _failures = [];

    private readonly HashSet<AccessPath> _passed = [];

    private readonly HashSet<AccessPath> _kept = [];

    private readonly List<int> _started = [];

    private readonly LockFlow _flow;

    private PermitTrace(FunctionFlow function, LockFlow flow) => (Function, _flow) = (function, flow);

    public FunctionFlow Function { get; }

    public LockFlow Flow => _flow;

    /// <summary>In the order of the source.</summary>
    public ImmutableArray<PermitEvent> Events { get; private set; } = [];

    /// <summary>The semaphores, by number.</summary>
    public IEnumerable<int> Semaphores => Events.Select(e => e.Lock).Distinct();

    public static PermitTrace? Of(FunctionFlow function)
    {
        if (function.Flow is not { } flow || !flow.Effects.All.Any(effect => effect.Always.Concat(effect.OnSuccess).Any(change => change.Mode == LockMode.Permit)))
            return null;

        var trace = new PermitTrace(function, flow);
        flow.Replay(trace);
        trace.Events = [.. trace._events.OrderBy(e => e.Effect.Call.Syntax.SpanStart).ThenBy(e => e.Lock)];
        return trace;
    }

    /// <summary>Some way to a point still has the permit taken at <paramref name="acquire"/>.</summary>
    public static bool IsHeld(LockState at, PermitEvent acquire) =>
        at.Scenarios.Any(scenario => IsHeld(scenario, acquire));

    /// <inheritdoc cref="IsHeld(LockState, PermitEvent)"/>
    public static bool IsHeld(Scenario at, PermitEvent acquire) =>
        at.Held[acquire.Lock, LockMode.Permit] is { IsHeld: true, Levels: var levels } && levels.Any(level => level.Sites.Contains(acquire.Effect.Site));

    public IEnumerable<PermitEvent> Acquires(int number) => Events.Where(e => e.Lock == number && e.IsAcquire);

    public IEnumerable<PermitEvent> Releases(int number) => Events.Where(e => e.Lock == number && !e.IsAcquire);

    /// <summary>The function hands the semaphore to other code, or the object that has it to a new object: a lease, which may release it.</summary>
    public bool IsPassedOn(int number) => _passed.Contains(_flow.Locks[number].Path) || _kept.Any(owner => _flow.Locks[number].Path.StartsWith(owner));

    /// <summary>Between the two, work is started or continued that runs on its own and may give the permit back.</summary>
    public bool StartsWorkBetween(SyntaxNode from, SyntaxNode to) => _started.Exists(start => from.SpanStart < start && start < to.SpanStart);

    /// <summary>The places where the function answers false or null although the permit taken at <paramref name="acquire"/> is held.</summary>
    public IEnumerable<IOperation> FailuresUnder(PermitEvent acquire) => _failures.Where(failure => IsHeld(failure.Before, acquire)).Select(failure => failure.Answer);

    /// <summary>The operations that may throw while a permit of this semaphore, taken at one of these sites, is held; in the order of the source.</summary>
    public IEnumerable<IOperation> RisksUnder(PermitEvent acquire) => _risks
        .Where(risk => IsHeld(risk.Before, acquire))
        .Select(risk => risk.Operation)
        .OrderBy(operation => operation.Syntax.SpanStart);

    public void Changes(LockState before, CallEffect effect)
    {
        foreach (var change in effect.Always.Concat(effect.OnSuccess).Where(change => change.Mode == LockMode.Permit))
            _events.Add(new PermitEvent(change.Lock, effect, change.Change, before));
    }

    // A lease gives back exactly what it took, and once: nothing can go wrong there.
    public void Disposes(LockState before, CallEffect lease, IOperation dispose)
    {
    }

    public void Signals(LockState before, CallEffect effect)
    {
    }

    public void Visits(LockState before, IOperation operation)
    {
        if (operation is ILiteralOperation { ConstantValue: { HasValue: true, Value: false or null }, Syntax.Parent: ReturnStatementSyntax })
            _failures.Add((before, operation));

        if (operation is IInvocationOperation call && (call.TargetMethod.Name == "ContinueWith" || KnownDelegates.TimingOf(call) == DelegateTiming.Started))
            _started.Add(call.Syntax.SpanStart);

        if (operation is IArgumentOperation argument && Function.Scope.Paths.Resolve(argument.Value) is { } path)
            (argument.Parent is IObjectCreationOperation ? _kept : _passed).Add(path);

        if ((IsThrown(operation) || ExceptionPolicy.MayThrow(operation, Function.Scope.Graph?.OriginalOperation.SemanticModel)) && before.Scenarios.Any(scenario => scenario.Held.All.Any(held => held is { IsHeld: true, Mode: LockMode.Permit })))
            _risks.Add((before, operation));
    }

    /// <summary>The operation makes or names the exception of a throw.</summary>
    public static bool IsThrown(IOperation operation) => operation is not IConversionOperation { IsImplicit: true } && operation.Syntax.Parent is ThrowStatementSyntax or ThrowExpressionSyntax;

    public void Reassigns(LockState before, int number, IOperation assignment)
    {
    }
}

/// <summary>A permit is taken or given back.</summary>
/// <param name="Lock">The semaphore's number in the function.</param>
/// <param name="Change">How many are taken, negative where they are given back; <see langword="null"/> where only the run knows.</param>
public sealed record PermitEvent(int Lock, CallEffect Effect, int? Change, LockState Before)
{
    public bool IsAcquire => Change > 0;

    public SyntaxNode Syntax => Effect.Call.Syntax;

    /// <summary>How many permits of this semaphore are held, scenario by scenario; those that nobody knows are left out.</summary>
    public IEnumerable<int> Depths => Before.Scenarios.Select(scenario => scenario.Held[Lock, LockMode.Permit]).Where(held => !held.IsUnknown).Select(held => held.Depth);

    public bool IsKnown => Before.Scenarios.All(scenario => !scenario.Held[Lock, LockMode.Permit].IsUnknown);
}
