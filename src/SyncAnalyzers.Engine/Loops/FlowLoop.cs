namespace SyncAnalyzers.Engine.Loops;

/// <summary>A cycle of the control-flow graph: while, do, for, goto and foreach look alike here.</summary>
public sealed class FlowLoop(ControlFlowGraph graph, int header, ImmutableSortedSet<int> blocks)
{
    public int Header => header;

    public ImmutableSortedSet<int> Blocks => blocks;

    /// <summary>The tests that leave the loop.</summary>
    public IEnumerable<LoopExit> Exits
    {
        get
        {
            foreach (var block in blocks.Select(ordinal => graph.Blocks[ordinal]))
            {
                if (block is not { BranchValue: { ConstantValue.HasValue: false } condition, ConditionalSuccessor: { } conditional, FallThroughSuccessor: { } fallThrough })
                    continue;

                var stays = IsInside(fallThrough);
                if (IsInside(conditional) != stays)
                    yield return new LoopExit(block, condition, (block.ConditionKind == ControlFlowConditionKind.WhenTrue) == stays, stays ? conditional : fallThrough);
            }
        }
    }

    public bool Contains(FlowLoop other) => other != this && blocks.Count > other.Blocks.Count && other.Blocks.All(blocks.Contains);

    /// <summary>What runs in the loop, with the handlers of the try statements that lie in it.</summary>
    public IEnumerable<BasicBlock> Body
    {
        get
        {
            var all = blocks;
            foreach (var ordinal in blocks)
            {
                for (var region = graph.Blocks[ordinal].EnclosingRegion; region is not null && region != graph.Root; region = region.EnclosingRegion)
                {
                    if (region.Kind is ControlFlowRegionKind.TryAndFinally or ControlFlowRegionKind.TryAndCatch && region.FirstBlockOrdinal > header && region.LastBlockOrdinal < graph.Blocks.Length)
                        all = all.Union(Enumerable.Range(region.FirstBlockOrdinal, region.LastBlockOrdinal - region.FirstBlockOrdinal + 1));
                }
            }

            return all.Select(ordinal => graph.Blocks[ordinal]);
        }
    }

    public static ImmutableArray<FlowLoop> AllIn(ControlFlowGraph graph)
    {
        // Blocks are numbered in the order of the text, so a cycle is closed by an edge that does not go forward. Two edges may
        // close at one block: a wait at the start of a longer loop, or a continue. Each cycle is looked at, and both together.
        var loops = ImmutableArray.CreateBuilder<FlowLoop>();
        foreach (var target in graph.Blocks)
        {
            if (!IsClosed(target))
                continue;

            var all = ImmutableSortedSet<int>.Empty;
            var cycles = new List<ImmutableSortedSet<int>>();
            foreach (var closing in target.Predecessors.Select(branch => branch.Source).Where(source => source.IsReachable && source.Ordinal >= target.Ordinal).Distinct())
            {
                var cycle = Between(target, closing);
                cycles.Add(cycle);
                all = all.Union(cycle);
            }

            if (cycles.Count > 0 && !cycles.Any(cycle => cycle.Count == all.Count))
                cycles.Add(all);

            loops.AddRange(cycles.Select(cycle => new FlowLoop(graph, target.Ordinal, cycle)));
        }

        return loops.ToImmutable();
    }

    private static bool IsClosed(BasicBlock target)
    {
        foreach (var branch in target.Predecessors)
        {
            if (branch.Source.Ordinal >= target.Ordinal)
                return true;
        }

        return false;
    }

    private static ImmutableSortedSet<int> Between(BasicBlock header, BasicBlock last)
    {
        var found = ImmutableSortedSet.Create(header.Ordinal).ToBuilder();
        var open = new Stack<BasicBlock>();
        open.Push(last);
        while (open.Count > 0)
        {
            var block = open.Pop();
            if (!block.IsReachable || !found.Add(block.Ordinal))
                continue;

            foreach (var predecessor in block.Predecessors)
                open.Push(predecessor.Source);
        }

        return found.ToImmutable();
    }

    private bool IsInside(ControlFlowBranch branch) => branch.Destination is { } target && blocks.Contains(target.Ordinal);

    internal static IEnumerable<ControlFlowBranch> Successors(BasicBlock block)
    {
        if (block.ConditionalSuccessor is { } conditional)
            yield return conditional;

        if (block.FallThroughSuccessor is { } fallThrough)
            yield return fallThrough;
    }
}

/// <summary>A test that can leave a loop.</summary>
/// <param name="LeavesWhen">The value of <paramref name="Condition"/> that leaves.</param>
public sealed record LoopExit(BasicBlock? Block, IOperation Condition, bool LeavesWhen, ControlFlowBranch? Out);
