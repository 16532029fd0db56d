namespace SyncAnalyzers.Engine.Flow;

/// <summary>A forward dataflow analysis over a control-flow graph, with exceptional flow. Knows no locks.</summary>
/// <remarks>
/// A finally block is entered both normally and by an exception. Merging the two would lose what each knows, so a finally
/// is run as a function from state to state, once per state it is entered with, instead of being one more set of blocks.
/// </remarks>
/// <typeparam name="TState">An immutable state; <see langword="null"/> means "not reached".</typeparam>
public abstract class ForwardAnalysis<TState>(ControlFlowGraph graph, int stepBudget)
    where TState : class, IEquatable<TState>
{
    private readonly Dictionary<int, TState> _entries = [];
    private Dictionary<(int Handler, TState State), Exits> _finallyRuns = [];
    private int _steps;
    private BasicBlock? _replayed;

    protected ControlFlowGraph Graph { get; } = graph;

    /// <summary>The body is too large or too wild to be judged. Whatever was found is worthless then.</summary>
    public bool IsExhausted { get; private set; }

    protected abstract TState Join(TState left, TState right);

    /// <summary>What holds after <paramref name="operation"/>; hands what holds when something in it throws to <paramref name="raise"/>.</summary>
    protected abstract TState? Evaluate(TState state, IOperation operation, Action<TState> raise);

    /// <summary>Refines <paramref name="state"/> knowing that <paramref name="condition"/> evaluated to <paramref name="value"/>; <see langword="null"/> if it cannot have.</summary>
    protected abstract TState? Assume(TState state, IOperation condition, bool value);

    /// <summary>Sees each value that is returned.</summary>
    protected virtual TState? Leave(TState state, IOperation value) => state;

    /// <summary>What holds at the start of a handler that <paramref name="thrown"/> may have reached; <see langword="null"/> if it cannot have.</summary>
    protected virtual TState? EnterHandler(TState thrown, ControlFlowRegion handler) => thrown;

    /// <summary>Sees, while replaying, each <c>throw</c> with what holds there.</summary>
    protected virtual void Thrown(TState state, IOperation? exception)
    {
    }

    /// <summary>Runs the body and tells the states in which it can return and throw.</summary>
    protected (TState? AtReturn, TState? AtThrow) Run(TState entry)
    {
        var exits = new Exits();
        Run(Graph.Root, entry, exits);
        Tell();
        return IsExhausted ? (null, null) : (exits.Normal, exits.Thrown);
    }

    /// <summary>Goes once more through every block that can be reached, each with all the states it was entered with.</summary>
    /// <remarks>Several threads may replay one analysis, each a copy of it: see <see cref="ForReplay"/>.</remarks>
    protected void Replay()
    {
        foreach (var block in Graph.Blocks)
        {
            if (IsExhausted || !_entries.TryGetValue(block.Ordinal, out var state))
                continue;

            _replayed = block;
            var after = Execute(block, state, _ => { });
            if (after is not null && block.FallThroughSuccessor is { Semantics: ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow })
                Thrown(after, block.BranchValue);
        }

        _replayed = null;
        Tell();
    }

    /// <summary>A copy to replay that shares what was found and nothing that changes.</summary>
    protected ForwardAnalysis<TState> ForReplay()
    {
        var copy = (ForwardAnalysis<TState>)MemberwiseClone();
        copy._finallyRuns = new(_finallyRuns);
        copy._steps = 0;
        return copy;
    }

    /// <summary>While replaying: whether the operation at hand is part of a handler.</summary>
    protected bool IsInHandler()
    {
        foreach (var region in RegionsAround())
        {
            if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Finally or ControlFlowRegionKind.Filter or ControlFlowRegionKind.FilterAndHandler)
                return true;
        }

        return false;
    }

    /// <summary>While replaying: what holds when an exception thrown here leaves the body; <see langword="null"/> if it cannot.</summary>
    protected TState? Escape(TState thrown)
    {
        TState? state = thrown;
        foreach (var inner in RegionsAround())
        {
            if (state is null || inner is not { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } owner })
                continue;

            if (owner.Kind == ControlFlowRegionKind.TryAndFinally)
                state = RunFinally(owner.NestedRegions[1], state).Normal;
            else if (owner.Kind == ControlFlowRegionKind.TryAndCatch && owner.NestedRegions.Any(CatchesEverything))
                return null;
        }

        return IsExhausted ? null : state;
    }

    protected void Exhaust() => IsExhausted = true;

    private void Tell()
    {
        if (FlowEffort.IsWanted)
            new FlowEffort(GetType().Name, _steps, stepBudget, IsExhausted, Graph.OriginalOperation.Syntax).Tell();
    }

    // The root of a lambda's graph lies in a region of the graph around it, which is none of the lambda's.
    private IEnumerable<ControlFlowRegion> RegionsAround()
    {
        for (var region = _replayed?.EnclosingRegion; region is not null && region != Graph.Root; region = region.EnclosingRegion)
            yield return region;
    }

    private TState? Execute(BasicBlock block, TState entry, Action<TState> raise)
    {
        TState? state = entry;
        foreach (var operation in block.Operations)
        {
            if (state is null || Spend())
                return null;

            state = Evaluate(state, operation, raise);
        }

        return state is not null && block.BranchValue is { } value && !Spend() ? Evaluate(state, value, raise) : state;
    }

    private bool Spend()
    {
        if (++_steps > stepBudget)
            IsExhausted = true;

        return IsExhausted;
    }

    private void Run(ControlFlowRegion region, TState entry, Exits exits)
    {
        var states = new Dictionary<int, TState>();
        var work = new WorkList(region);
        Flow(region.FirstBlockOrdinal, entry);

        while (!IsExhausted && work.TryTake(out var ordinal))
        {
            var block = Graph.Blocks[ordinal];
            if (Execute(block, states[block.Ordinal], thrown => Throw(block.EnclosingRegion, thrown)) is not { } state)
                continue;

            if (block.Kind == BasicBlockKind.Exit)
                exits.Normal = JoinOrFirst(exits.Normal, state);

            Follow(block, block.ConditionalSuccessor, state, block.ConditionKind == ControlFlowConditionKind.WhenTrue);
            Follow(block, block.FallThroughSuccessor, state, block.ConditionKind == ControlFlowConditionKind.WhenFalse);
        }

        void Follow(BasicBlock source, ControlFlowBranch? branch, TState before, bool conditionValue)
        {
            TState? state = before;
            if (branch is null)
                return;

            if (source is { BranchValue: { } condition, ConditionKind: not ControlFlowConditionKind.None })
                state = Assume(before, condition, conditionValue);
            else if (source.BranchValue is { } returned && branch.Semantics == ControlFlowBranchSemantics.Return)
                state = Leave(before, returned);

            if (state is null)
                return;

            switch (branch.Semantics)
            {
                case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                    Throw(source.EnclosingRegion, state);
                    break;

                // The end of a finally. A filter that said no changes nothing: the throw was passed on already.
                case ControlFlowBranchSemantics.StructuredExceptionHandling:
                    if (!IsInFilter(source.EnclosingRegion))
                        exits.Normal = JoinOrFirst(exits.Normal, state);
                    break;

                // A jump out of a finally does not compile. Following it would run that finally from within itself, as deep as
                // the budget reaches, which is deeper than a stack.
                case var _ when branch.Destination is { } outside && (outside.Ordinal < region.FirstBlockOrdinal || outside.Ordinal > region.LastBlockOrdinal):
                    Exhaust();
                    break;

                default:
                    foreach (var handler in branch.FinallyRegions)
                        state = state is null ? null : Finally(handler, state);

                    if (state is not null && branch.Destination is { } destination)
                        Flow(destination.Ordinal, state);
                    break;
            }
        }

        void Throw(ControlFlowRegion? from, TState thrown)
        {
            TState? state = thrown;
            for (var inner = from; state is not null; inner = inner.EnclosingRegion)
            {
                if (inner is null || inner == region)
                {
                    exits.Thrown = JoinOrFirst(exits.Thrown, state);
                    return;
                }

                if (inner is not { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } owner })
                    continue;

                if (owner.Kind == ControlFlowRegionKind.TryAndFinally)
                {
                    state = Finally(owner.NestedRegions[1], state);
                }
                else if (owner.Kind == ControlFlowRegionKind.TryAndCatch)
                {
                    foreach (var handler in owner.NestedRegions.Skip(1))
                    {
                        if (EnterHandler(state, handler) is { } caught)
                            Flow(handler.FirstBlockOrdinal, caught);
                    }

                    if (owner.NestedRegions.Any(CatchesEverything))
                        return;
                }
            }
        }

        TState? Finally(ControlFlowRegion handler, TState state)
        {
            var run = RunFinally(handler, state);
            if (run.Thrown is { } thrown)
                Throw(handler.EnclosingRegion!.EnclosingRegion, thrown);

            return run.Normal;
        }

        void Flow(int ordinal, TState incoming)
        {
            var merged = states.TryGetValue(ordinal, out var known) ? Join(known, incoming) : incoming;
            if (known is not null && merged.Equals(known))
                return;

            states[ordinal] = merged;
            if (_replayed is null)
                _entries[ordinal] = _entries.TryGetValue(ordinal, out var seen) ? Join(seen, merged) : merged;
            work.Add(ordinal);
        }
    }

    private Exits RunFinally(ControlFlowRegion handler, TState state)
    {
        if (!_finallyRuns.TryGetValue((handler.FirstBlockOrdinal, state), out var run))
        {
            run = new Exits();
            Run(handler, state, run);
            _finallyRuns[(handler.FirstBlockOrdinal, state)] = run;
        }

        return run;
    }

    private TState JoinOrFirst(TState? left, TState right) => left is null ? right : Join(left, right);

    private static bool IsInFilter(ControlFlowRegion? region)
    {
        while (region is { Kind: not (ControlFlowRegionKind.Filter or ControlFlowRegionKind.Finally) })
            region = region.EnclosingRegion;

        return region is { Kind: ControlFlowRegionKind.Filter };
    }

    private static bool CatchesEverything(ControlFlowRegion region) =>
        region is { Kind: ControlFlowRegionKind.Catch, ExceptionType: null or { SpecialType: SpecialType.System_Object } or { Name: "Exception", ContainingNamespace.Name: "System" } };

    private sealed class Exits
    {
        public TState? Normal { get; set; }

        public TState? Thrown { get; set; }
    }
}
