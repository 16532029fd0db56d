namespace SyncPrimitives.Machine;

/// <summary>Something to run on another thread: how a continuation stays out of the thread that releases.</summary>
internal abstract class WorkItem
#if NET8_0_OR_GREATER
    : IThreadPoolWorkItem
#endif
{
    /// <summary>Runs on a thread of the pool, without the execution context of the caller of <see cref="Queue"/>.</summary>
    public abstract void Run();

#if NET8_0_OR_GREATER
    void IThreadPoolWorkItem.Execute() => Run();

    public void Queue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
#else
    private static readonly WaitCallback RunItem = static item => ((WorkItem)item!).Run();

    public void Queue() => ThreadPool.UnsafeQueueUserWorkItem(RunItem, this);
#endif
}
