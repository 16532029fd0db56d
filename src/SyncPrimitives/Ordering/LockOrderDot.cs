namespace SyncPrimitives;

/// <summary>The lock-order graph as Graphviz DOT.</summary>
internal static class LockOrderDot
{
    public static void Write(TextWriter writer, IReadOnlyList<LockNode> nodes, LockOrderStep[] edges, LockOrderStep[] violations)
    {
        writer.WriteLine("digraph LockOrder {");
        foreach (LockNode node in nodes)
            writer.WriteLine($"  n{node.Index} [label={Quote(node.Rank == 0 ? node.Name : $"{node.Name} (rank {node.Rank})")}];");

        // Locks of one rank stand on one level.
        foreach (IGrouping<int, LockNode> level in nodes.Where(node => node.Rank != 0).GroupBy(node => node.Rank).OrderBy(group => group.Key))
            writer.WriteLine($"  {{ rank=same; {string.Join(" ", level.Select(node => $"n{node.Index};"))} }}");
        foreach (LockOrderStep edge in edges)
            WriteEdge(writer, edge, "");
        foreach (LockOrderStep violation in violations)
            WriteEdge(writer, violation, ", color=red, penwidth=2");
        writer.WriteLine("}");
    }

    private static void WriteEdge(TextWriter writer, LockOrderStep edge, string style) =>
        writer.WriteLine($"  n{edge.FromNode.Index} -> n{edge.ToNode.Index} [label={Quote(edge.Site)}{style}];");

    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
