namespace SyncPrimitives;

/// <summary>A lock, or the locks that share one <see cref="LockOptions"/>, in the lock-order graph.</summary>
internal sealed class LockNode(int index, string name, int rank)
{
    public int Index { get; } = index;

    public string Name { get; } = name;

    public int Rank { get; } = rank;
}
