namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>One choice of the scheduler: a thread does its next operation, or one of its buffered stores reaches memory.</summary>
/// <param name="Thread">The thread.</param>
/// <param name="Store">Which buffered store is written back, or -1 for the thread's own step.</param>
/// <param name="Choice">Which way is taken where there are several.</param>
internal readonly record struct Step(int Thread, int Store = -1, int Choice = 0)
{
    public bool IsFlush => Store >= 0;
}
