namespace SyncAnalyzers.Engine.Bodies;

/// <summary>What blocks run, in order: their operations, and the value that each branches on or leaves with.</summary>
internal static class BlockOperations
{
    public static IEnumerable<IOperation> Of(ControlFlowGraph graph) => Of(graph.Blocks);

    public static IEnumerable<IOperation> Of(BasicBlock block) => Of([block]);

    /// <remarks>One iterator for all blocks: most have an operation or two.</remarks>
    public static IEnumerable<IOperation> Of(IEnumerable<BasicBlock> blocks)
    {
        foreach (var block in blocks)
        {
            foreach (var operation in block.Operations)
                yield return operation;

            if (block.BranchValue is { } value)
                yield return value;
        }
    }
}
