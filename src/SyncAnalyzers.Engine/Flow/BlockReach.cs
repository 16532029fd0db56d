using SyncAnalyzers.Engine.Bodies;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>Which blocks of a graph can come after which, exceptions included.</summary>
public sealed class BlockReach(ControlFlowGraph? graph)
{
    /// <summary>Some way leads from <paramref name="from"/> to <paramref name="to"/> without passing one of <paramref name="barriers"/>.</summary>
    public bool CanReach(SyntaxNode from, SyntaxNode to, IReadOnlyCollection<SyntaxNode> barriers)
    {
        if (graph is null || BlockOf(from) is not { } start || BlockOf(to) is not { } end)
            return false;

        var stops = barriers.Select(BlockOf).OfType<BasicBlock>().Select(b => b.Ordinal).ToImmutableHashSet();
        if (start == end && from.SpanStart < to.SpanStart)
            return !barriers.Any(b => b.SpanStart > from.SpanStart && b.SpanStart < to.SpanStart && BlockOf(b) == start);

        // What follows in its own block comes first.
        if (barriers.Any(b => b.SpanStart > from.SpanStart && BlockOf(b) == start))
            return false;

        return Reaches(Successors(start, from.Span.End), end, to, barriers, stops, static _ => []);
    }

    /// <summary>Some way leads from the start to <paramref name="to"/> on which none of <paramref name="barriers"/> is passed; one that throws is not passed.</summary>
    public bool CanReachRound(IReadOnlyCollection<SyntaxNode> barriers, SyntaxNode to) =>
        graph is not null && BlockOf(to) is { } end && Reaches([graph.Blocks[0]], end, to, barriers, [.. barriers.Select(BlockOf).OfType<BasicBlock>().Select(b => b.Ordinal)], Handlers);

    /// <summary>Some way leads from <paramref name="from"/> out of the function, other than by an exception, without passing one of <paramref name="barriers"/>.</summary>
    public bool CanLeave(SyntaxNode from, IReadOnlyCollection<SyntaxNode> barriers) =>
        graph is not null && BlockOf(from) is { } start && !barriers.Any(b => b.SpanStart > from.SpanStart && BlockOf(b) == start)
        && Reaches(Successors(start, from.Span.End), graph.Blocks[graph.Blocks.Length - 1], from, barriers, [.. barriers.Select(BlockOf).OfType<BasicBlock>().Select(b => b.Ordinal)], static _ => []);

    private bool Reaches(IEnumerable<BasicBlock> starts, BasicBlock end, SyntaxNode to, IReadOnlyCollection<SyntaxNode> barriers, ImmutableHashSet<int> stops, Func<BasicBlock, IEnumerable<BasicBlock>> afterStop)
    {
        var seen = new HashSet<int>();
        var work = new Stack<BasicBlock>(starts);
        while (work.Count > 0)
        {
            var block = work.Pop();
            if (!seen.Add(block.Ordinal))
                continue;

            if (block == end)
                return !barriers.Any(b => b.SpanStart < to.SpanStart && BlockOf(b) == end);

            foreach (var next in stops.Contains(block.Ordinal) ? afterStop(block) : Successors(block))
                work.Push(next);
        }

        return false;
    }

    private BasicBlock? BlockOf(SyntaxNode node)
    {
        foreach (var block in graph!.Blocks)
        {
            foreach (var operation in BlockOperations.Of(block))
            {
                if (operation.DescendantsAndSelf().Any(inner => inner.Syntax == node))
                    return block;
            }
        }

        return null;
    }

    /// <param name="after">Of this block only what stands behind this position is run.</param>
    private IEnumerable<BasicBlock> Successors(BasicBlock block, int after = 0)
    {
        foreach (var branch in new[] { block.ConditionalSuccessor, block.FallThroughSuccessor })
        {
            if (branch is null)
                continue;

            if (Onward(branch, passed: 0) is { } next)
                yield return next;

            // The end of a finally goes on wherever the finally was on the way to.
            if (branch.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
            {
                foreach (var through in graph!.Blocks.SelectMany(b => new[] { b.ConditionalSuccessor, b.FallThroughSuccessor }).OfType<ControlFlowBranch>())
                {
                    for (var passed = 0; passed < through.FinallyRegions.Length; passed++)
                    {
                        if (Contains(through.FinallyRegions[passed], block) && Onward(through, passed + 1) is { } target)
                            yield return target;
                    }
                }
            }
        }

        if (!BlockOperations.Of(block).Any(operation => operation.DescendantsAndSelf().Any(inner => inner.Syntax.Span.End > after && inner.Syntax.SpanStart >= after && ExceptionPolicy.MayThrow(inner, graph!.OriginalOperation.SemanticModel))))
            yield break;

        foreach (var handler in Handlers(block))
            yield return handler;
    }

    /// <summary>Every finally on the way runs, innermost first, before the branch gets where it leads.</summary>
    private BasicBlock? Onward(ControlFlowBranch branch, int passed) =>
        passed < branch.FinallyRegions.Length ? graph!.Blocks[branch.FinallyRegions[passed].FirstBlockOrdinal] : branch.Destination;

    private IEnumerable<BasicBlock> Handlers(BasicBlock block)
    {
        for (var region = block.EnclosingRegion; region is not null; region = region.EnclosingRegion)
        {
            if (region is { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } owner })
            {
                foreach (var handler in owner.NestedRegions.Skip(1))
                    yield return graph!.Blocks[handler.FirstBlockOrdinal];
            }
        }
    }

    private static bool Contains(ControlFlowRegion region, BasicBlock block) => region.FirstBlockOrdinal <= block.Ordinal && block.Ordinal <= region.LastBlockOrdinal;
}
