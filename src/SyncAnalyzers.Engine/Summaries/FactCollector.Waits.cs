using Microsoft.CodeAnalysis.CSharp.Syntax;
using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Summaries;

// What a function waits for, what it signals, and what it starts.
internal sealed partial class FactCollector
{
    private void Wait(IOperation operation, ImmutableArray<HeldFact> locks)
    {
        if (KnownWaits.WaitedFor(operation) is { } waited && effects.Of(operation) is null)
        {
            var method = (operation as IInvocationOperation)?.TargetMethod.Name;
            var bound = operation is IInvocationOperation call ? WaitBounds.Of(call, neverWaits: method == "TryTake") : WaitBound.Unlimited;
            JoinAny(operation, SeveralIn(operation) ?? SeveralIn(waited), waited, method ?? "Result", bound, isAsync: false, locks);
        }

        if (KnownWaits.Signalled(operation) is { } signalled && scope.Paths.Resolve(signalled) is { } path)
            _signals.Add(new SignalFact(path, SignalKind.Set, WaitBound.Zero, operation.Syntax.Span, locks));
    }

    private IInvocationOperation? SeveralIn(IOperation operation) => scope.Unwrap(operation) is IInvocationOperation call && KnownWaits.SeveralIn(call) is not null ? call : null;

    /// <param name="several">Waits for all of several things, or for one of them.</param>
    private void JoinAny(IOperation operation, IInvocationOperation? several, IOperation waited, string what, WaitBound bound, bool isAsync, ImmutableArray<HeldFact> locks)
    {
        if (several is null)
        {
            Join(operation, waited, what, bound, isAsync, locks);
            return;
        }

        var (things, first) = (KnownWaits.SeveralIn(several)!, _joins.Count);
        var parts = several.Arguments.Skip(1).Any(argument => FunctionScope.IsTask(argument.Value.Type)) ? [.. several.Arguments.Select(argument => argument.Value)] : PartsOf(things);
        foreach (var part in parts.IsDefault ? [things] : parts)
            Join(operation, part, what, bound, isAsync, locks);

        if (several.TargetMethod.Name is not ("WaitAny" or "WhenAny") || _joins.Count == first)
            return;

        // What cannot be told apart may end the wait, too.
        ImmutableArray<JoinFact> all = [.. _joins.Skip(first)];
        _joins.Count = first;
        if (!parts.IsDefault && all.Length == parts.Length)
            _joins.Add(all[0] with { Others = all.RemoveAt(0) });
    }

    /// <summary>The elements of an array or list that is written out here; <see langword="default"/> for any other.</summary>
    private ImmutableArray<IOperation> PartsOf(IOperation waited) => scope.Unwrap(waited) switch
    {
        IArrayCreationOperation { Initializer.ElementValues: var values } => values,
        ICollectionExpressionOperation { Elements: var elements } when !elements.Any(element => element is ISpreadOperation) => elements,
        _ => default,
    };

    private void Join(IOperation operation, IOperation waited, string what, WaitBound bound, bool isAsync, ImmutableArray<HeldFact> locks)
    {
        // One after the other of those that are kept, so that all of them are waited for; or the one that is there.
        if (scope.Unwrap(waited) is ILocalReferenceOperation { Local: var found } && scope.Paths.Locals.OriginOf(found) is { } kept)
            waited = kept;

        waited = KnownWaits.CopiedFrom(waited.WithoutConversions());
        var inner = scope.Unwrap(waited);

        // Awaiting an acquisition is the acquisition.
        if (effects.Of(inner) is not null)
            return;

        // The task of a completion source, and the handle of an event, is the source or event itself.
        if (inner is IPropertyReferenceOperation { Property: { Name: "Task" or "Completion" or "WaitHandle" }, Instance: { } source })
            inner = source;
        else if (KnownWaits.AwaitedThrough(inner) is { } signalled)
            inner = signalled;
        else if (waited.WithoutConversions() is ILocalReferenceOperation { Local: var handle } && KnownWaits.TimerEndedBy(handle, body.Operation) is { } timer)
            inner = timer;

        var target = KnownWaits.StartedBy(inner) is { } started ? TargetOf(started)
            : isAsync && KnownWaits.MadeForEach(inner is ICollectionExpressionOperation ? scope.Unwrap(KnownWaits.CopiedFrom(inner)) : inner) is { } made ? TargetOf(made)
            : RunByItself(inner);

        _joins.Add(new JoinFact(target, scope.Paths.Resolve(inner is IInvocationOperation ? null : inner is IObjectCreationOperation or IArrayCreationOperation or ICollectionExpressionOperation ? waited : inner), what, bound, isAsync, operation.Syntax.Span, locks) { Guards = locks.IsEmpty ? [] : GuardsOf(operation) });
    }

    /// <summary>The boolean members that the ifs around the operation test.</summary>
    private ImmutableArray<string> GuardsOf(IOperation operation) =>
    [
        .. operation.Syntax.Ancestors().OfType<IfStatementSyntax>()
            .SelectMany(statement => statement.Condition.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
            .Select(name => body.Model.GetSymbolInfo(name).Symbol)
            .Where(symbol => symbol is IFieldSymbol { Type.SpecialType: SpecialType.System_Boolean } or IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean })
            .Select(symbol => scope.Paths.Names.IdOf(symbol!)),
    ];

    private void Start(IOperation target, IOperation value)
    {
        // Which element of an array it is, nobody can say: the array has the task.
        if (target is IArrayElementReferenceOperation element)
            target = element.ArrayReference;

        var inner = scope.Unwrap(value);
        if ((KnownWaits.StartedBy(inner) is { } started ? TargetOf(started) : RunByItself(inner)) is { } function && scope.Paths.Resolve(target) is { } path)
            _starts.Add(new StartFact(path, function));
    }

    /// <summary>An asynchronous function called on the object at hand: what it locks there, it calls by the same names.</summary>
    private string? RunByItself(IOperation call) =>
        call is IInvocationOperation { TargetMethod: { IsAsync: true } method, Instance: null or IInstanceReferenceOperation } && IsOurs(method) ? scope.Paths.Names.IdOf(method) : null;
}
