namespace SyncPrimitives;

/// <summary>A short, non-recursive, non-fair inner lock. Production half of the seam: see README.md in this directory.</summary>
internal sealed class Gate
{
    public void Enter() => Monitor.Enter(this);

    public void Exit() => Monitor.Exit(this);
}
