using SyncAnalyzers.Engine.Flow;
using SyncAnalyzers.Engine.Loops;

namespace SyncAnalyzers.Engine.Fences;

/// <summary>Which of the own stores may still be in the store buffer when a variable of another thread is loaded.</summary>
/// <remarks>
/// A store is delayed by the processor's store buffer, even a volatile one, until a full fence; a later load of another place
/// is not delayed with it (Sewell et al., x86-TSO, 2010; ECMA-335 I.12.6.7). Called functions are run as functions from state to state.
/// </remarks>
public sealed class FenceFlow : ForwardAnalysis<OwnStores>
{
    private const int StepBudget = 4000;

    // Over all that one body leads to; beyond that a call counts as one nobody can see through. A lock is made of few functions.
    private const int MaxCallees = 12;
    private const int MaxCalls = 200;

    private readonly FenceReading _code;
    private readonly Dictionary<(EffectKey Store, EffectKey Load, string Flag, string Other), StoreLoad> _found;
    private readonly CalleeBudget _callees;
    private readonly FenceText _text;

    private FenceFlow(FenceReading code, Dictionary<(EffectKey, EffectKey, string, string), StoreLoad> found, CalleeBudget callees, FenceText text)
        : base(code.Frame.Code.Graph, StepBudget) => (_code, _found, _callees, _text) = (code, found, callees, text);

    internal static ImmutableArray<StoreLoad> Of(CodeGraph code, MemoryReader reader, FenceText text)
    {
        var found = new Dictionary<(EffectKey, EffectKey, string, string), StoreLoad>();
        var flow = new FenceFlow(new FenceReading(reader, new Frame(code), []), found, new CalleeBudget(), text);
        flow.Run(OwnStores.None);
        return flow.IsExhausted ? [] : [.. found.Values.OrderBy(pair => pair.Load.Site.Syntax.SpanStart).ThenBy(pair => pair.Store.Site.Syntax.SpanStart)
            .ThenBy(pair => pair.Load.Operation.Syntax.SpanStart).ThenBy(pair => pair.Store.Operation.Syntax.SpanStart).ThenBy(pair => pair.Flag.Key + " " + pair.Other.Key, StringComparer.Ordinal)];
    }

    protected override OwnStores Join(OwnStores left, OwnStores right) => left.Join(right);

    protected override OwnStores Assume(OwnStores state, IOperation condition, bool value) => state;

    protected override OwnStores? Evaluate(OwnStores state, IOperation operation, Action<OwnStores> raise)
    {
        if (state.IsEmpty && !_text.MayStore(operation))
            return state;

        foreach (var effect in _code.EffectsOf(operation))
        {
            switch (effect.Kind)
            {
                case EffectKind.Read when effect.IsShared:
                    Load(state, effect, _code.Loops);
                    break;

                case EffectKind.Write when effect.IsShared:
                    state = state.Store(effect, isPending: true);
                    break;

                case EffectKind.Update:
                    state = state.Fence();
                    if (effect is { Value: not null, IsShared: true })
                        state = state.Store(effect, isPending: false);
                    break;

                case EffectKind.Call when Called.By(effect.Operation) is { } called && _text.Of(called.Method) is not CalleeText.Volatile and var text:
                    state = text == CalleeText.Opaque ? state.Fence() : state;
                    break;

                case EffectKind.Call when _code.Callee(effect) is { } callee && _callees.Spend(callee.Frame.Code):
                    if (new FenceFlow(callee, _found, _callees, _text).Run(state).AtReturn is not { } after)
                        return null;

                    state = after;
                    break;

                case EffectKind.Block when effect.Operation is IInvocationOperation call && _code.WaitOf(call) is { } wait:
                    foreach (var read in wait.Reads)
                        Load(state, read, [wait]);
                    break;

                // A call nobody can see through may well contain a fence.
                case EffectKind.Fence or EffectKind.Sleep or EffectKind.Block or EffectKind.TryAcquire or EffectKind.Opaque or EffectKind.Call:
                    state = state.Fence();
                    break;
            }
        }

        return state;
    }

    private void Load(OwnStores state, Effect load, ImmutableArray<SpinLoop> loops)
    {
        if (state.IsEmpty)
            return;

        // What decides a loop is known from its tests, and rules out nearly all; whether it waits, from all it does.
        var wait = loops.LastOrDefault(loop => loop.Deciders.Any(decider => decider.Key == load.Key) && loop.IsWait);
        foreach (var flag in state.All)
        {
            if (flag.Place.Key == load.Place!.Key || flag.Place.IsVague || load.Place.IsVague || (wait is null && !AreMeantForOthers(flag, load)))
                continue;

            var key = (flag.Store.Key, load.Key, flag.Place.Key, load.Place.Key);
            var isFenced = !flag.IsPending && (!_found.TryGetValue(key, out var known) || known.IsFenced);
            _found[key] = new StoreLoad(_code.Frame.Root, flag.Store, load, wait, wait is not null || IsDeciding(load), isFenced);
        }
    }

    /// <summary>A plain pair of fields that nobody waits for is most often used by one thread alone.</summary>
    private static bool AreMeantForOthers(OwnStore flag, Effect load) =>
        (flag.Store.Ordering != Ordering.Plain && load.Ordering != Ordering.Plain) || (flag.Place.IsElement && load.Place!.IsElement);

    private static bool IsDeciding(Effect load)
    {
        var operation = load.Operation;
        for (var frame = load.Frame; frame is not null; frame = frame.Caller)
        {
            if (frame.Code.Decides(operation))
                return true;

            if (!frame.Code.Returns(operation))
                return false;

            if (frame.Call is not { } call)
                return true;

            operation = call;
        }

        return false;
    }

    private sealed class CalleeBudget
    {
        private readonly HashSet<CodeGraph> _seen = [];
        private int _calls;

        public bool Spend(CodeGraph callee) => _calls++ < MaxCalls && (_seen.Contains(callee) || (_seen.Count < MaxCallees && _seen.Add(callee)));
    }
}
