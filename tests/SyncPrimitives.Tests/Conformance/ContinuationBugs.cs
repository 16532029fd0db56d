namespace SyncPrimitives.Tests.Conformance;

/// <summary>Bugs that were found in other people's locks, each as a test of these. The names say what went wrong there.</summary>
public sealed class ContinuationBugs
{
    [Fact]
    public async Task A_continuation_ran_inside_the_release()
    {
        var mutex = new AsyncMutex();
        var semaphore = new CountingSemaphore(1);
        var gate = new AsyncReaderWriterLock();
        await NotInside(await mutex.EnterScopeAsync(), mutex.EnterScopeAsync());
        await NotInside(await semaphore.AcquireScopeAsync(), semaphore.AcquireScopeAsync());
        await NotInside(await gate.EnterWriteScopeAsync(), gate.EnterReadScopeAsync());
        await NotInside(await gate.EnterReadScopeAsync(), gate.EnterWriteScopeAsync());

        var signal = new AsyncAutoResetEvent();
        bool insideSet = false, resumedInside = false;
        Task flow = Resume(signal.WaitAsync(), () => resumedInside |= Volatile.Read(ref insideSet) && t_releasing);
        t_releasing = insideSet = true;
        signal.Set();
        t_releasing = insideSet = false;
        await Eventually.Done(flow);
        Assert.False(resumedInside);
    }

    // AsyncEx and others: continuations of cancelled waiters ran inside Cancel().
    [Fact]
    public async Task A_continuation_ran_inside_the_cancellation()
    {
        var mutex = new AsyncMutex();
        using var source = new CancellationTokenSource();
        using Lease first = await mutex.EnterScopeAsync();
        bool inside = false;
        async Task Flow()
        {
            try
            {
                await mutex.EnterScopeAsync(source.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                inside = t_releasing;
            }
        }

        Task flow = Flow();
        t_releasing = true;
        source.Cancel();
        t_releasing = false;
        await Eventually.Done(flow);
        Assert.False(inside);
    }

    // ConfigureAwait(true) is the default: a user-interface thread must get its continuation back.
    [Fact]
    public void The_synchronization_context_was_not_restored()
    {
        using var context = new OneThread();
        Task<bool> onContext = context.Run(async () =>
        {
            var mutex = new AsyncMutex();
            Lease first = await mutex.EnterScopeAsync();
            LeaseAwaitable queued = mutex.EnterScopeAsync();
            _ = Task.Run(first.Release);
            using (await queued)
                return SynchronizationContext.Current is OneThread;
        });
        Assert.True(onContext.WaitAsync(Eventually.Limit).GetAwaiter().GetResult());
        Task<bool> anywhere = context.Run(async () =>
        {
            var mutex = new AsyncMutex();
            Lease first = await mutex.EnterScopeAsync();
            LeaseAwaitable queued = mutex.EnterScopeAsync();
            _ = Task.Run(first.Release);
            using (await queued.ConfigureAwait(false))
                return SynchronizationContext.Current is OneThread;
        });
        Assert.False(anywhere.WaitAsync(Eventually.Limit).GetAwaiter().GetResult());
    }

    [ThreadStatic]
    private static bool t_releasing;

    private static async Task NotInside(Lease held, LeaseAwaitable queued)
    {
        bool inside = false;
        async Task Flow()
        {
            Lease lease = await queued.ConfigureAwait(false);
            inside = t_releasing;
            lease.Release();
        }

        Task flow = Flow();
        t_releasing = true;
        held.Release();
        t_releasing = false;
        await Eventually.Done(flow);
        Assert.False(inside);
    }

    private static async Task Resume(ValueAwaitable wait, Action then)
    {
        await wait.ConfigureAwait(false);
        then();
    }

    private sealed class OneThread : SynchronizationContext, IDisposable
    {
        private readonly System.Collections.Concurrent.BlockingCollection<(SendOrPostCallback, object?)> _work = [];

        public OneThread() => new Thread(() =>
        {
            SetSynchronizationContext(this);
            foreach ((SendOrPostCallback callback, object? state) in _work.GetConsumingEnumerable())
                callback(state);
        }) { IsBackground = true }.Start();

        public override void Post(SendOrPostCallback d, object? state) => _work.Add((d, state));

        public Task<T> Run<T>(Func<Task<T>> action)
        {
            var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            Post(async void (_) =>
            {
                try
                {
                    done.SetResult(await action());
                }
                catch (Exception error)
                {
                    done.SetException(error);
                }
            }, null);
            return done.Task;
        }

        public void Dispose() => _work.CompleteAdding();
    }
}
