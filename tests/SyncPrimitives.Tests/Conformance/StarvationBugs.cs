namespace SyncPrimitives.Tests.Conformance;

/// <summary>Bugs that were found in other people's locks, each as a test of these. The names say what went wrong there.</summary>
[Collection(nameof(Stress.Alone))]
public sealed class StarvationBugs
{
    // AsyncEx 107, corefx 35393: blocking callers waited for continuations that the pool had no thread for.
    [Fact]
    public void Blocked_callers_starved_when_the_thread_pool_was_exhausted()
    {
        ThreadPool.GetMaxThreads(out int workers, out int ports);
        using var release = new ManualResetEventSlim();
        int hogs = Environment.ProcessorCount * 4;
        try
        {
            Assert.True(ThreadPool.SetMaxThreads(Environment.ProcessorCount, ports));
            Task[] blockers = [.. Enumerable.Range(0, hogs).Select(_ => Task.Run(release.Wait))];
            var mutex = new AsyncMutex();
            var semaphore = new CountingSemaphore(1);
            var gate = new AsyncReaderWriterLock();
            var keyed = new KeyedMutex<int>();
            var recursive = new RecursiveMutex();
            var signal = new AsyncAutoResetEvent();
            int underMutex = 0, underSemaphore = 0, underGate = 0, underKey = 0, underRecursive = 0;
            Eventually.OnThreads(4, thread =>
            {
                for (int i = 0; i < 300; i++)
                {
                    using (mutex.EnterScope())
                        underMutex++;
                    using (semaphore.AcquireScope())
                        underSemaphore++;
                    using (gate.EnterWriteScope())
                        underGate++;
                    using (keyed.EnterScope(1))
                        underKey++;
                    using (recursive.EnterScope())
                        underRecursive++;
                    if (thread % 2 == 0)
                        signal.Set();
                }
            });
            Assert.All([underMutex, underSemaphore, underGate, underKey, underRecursive], count => Assert.Equal(4 * 300, count));
            Assert.True(signal.Wait(Eventually.Limit));
            release.Set();
            Task.WaitAll(blockers);
        }
        finally
        {
            release.Set();
            ThreadPool.SetMaxThreads(workers, ports);
        }
    }
}
