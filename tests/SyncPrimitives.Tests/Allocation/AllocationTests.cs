using SyncPrimitives.Classic;

namespace SyncPrimitives.Tests.Allocation;

/// <summary>Bytes allocated by this thread: exact, and untouched by what other tests allocate meanwhile.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 200;

    private readonly AsyncMutex _mutex = new();
    private readonly CountingSemaphore _semaphore = new(4);
    private readonly AsyncReaderWriterLock _readers = new();

    [Fact]
    public void A_free_mutex_is_entered_without_allocation()
    {
        var ticket = new TicketLock();
        var recursive = new RecursiveMutex();
        var peterson = new PetersonLock();
        Party party = peterson.Register();
        AssertNone(() =>
        {
            using (_mutex.EnterScope())
            {
            }

            using (_mutex.EnterScopeAsync().GetAwaiter().GetResult())
            {
            }

            using (ticket.EnterScope())
            {
            }

            using (recursive.EnterScope())
            using (recursive.EnterScope())
            {
            }

            using (peterson.EnterScope(party))
            {
            }

            using (MultiLock.EnterScope(_mutex, ticket))
            {
            }
        });
    }

    [Fact]
    public void Free_permits_and_a_free_reader_writer_lock_are_taken_without_allocation() => AssertNone(() =>
    {
        using (_semaphore.AcquireScope())
        using (_semaphore.AcquireScopeAsync(3).GetAwaiter().GetResult())
        {
        }

        using (_readers.EnterReadScope())
        using (_readers.EnterReadScopeAsync().GetAwaiter().GetResult())
        {
        }

        using (_readers.EnterWriteScope())
        {
        }

        using (_readers.EnterWriteScopeAsync().GetAwaiter().GetResult())
        {
        }
    });

    [Fact]
    public void A_key_in_no_use_and_a_free_stripe_are_taken_without_allocation()
    {
        var keyed = new KeyedMutex<int>();
        var striped = new StripedMutex<int>(64);
        int key = 0;
        AssertNone(() =>
        {
            key = (key + 1) & 7;
            using (keyed.EnterScope(key))
            using (striped.EnterScope(key))
            {
            }

            using (keyed.EnterScopeAsync(key).GetAwaiter().GetResult())
            using (striped.EnterScopeAsync(key).GetAwaiter().GetResult())
            {
            }
        });
    }

    [Fact]
    public void After_warm_up_a_contended_mutex_queues_grants_and_resumes_a_flow_without_allocation() =>
        AssertContended(() => _mutex.EnterScopeAsync(), () => _mutex.EnterScopeAsync());

    [Fact]
    public void After_warm_up_a_contended_semaphore_does_not_allocate()
    {
        var semaphore = new CountingSemaphore(1);
        AssertContended(() => semaphore.AcquireScopeAsync(), () => semaphore.AcquireScopeAsync());
    }

    [Fact]
    public void After_warm_up_a_contended_writer_or_reader_does_not_allocate()
    {
        AssertContended(() => _readers.EnterWriteScopeAsync(), () => _readers.EnterWriteScopeAsync());
        AssertContended(() => _readers.EnterReadScopeAsync(), () => _readers.EnterWriteScopeAsync());
        AssertContended(() => _readers.EnterWriteScopeAsync(), () => _readers.EnterReadScopeAsync());
    }

    [Fact]
    public void After_warm_up_a_contended_key_or_stripe_does_not_allocate()
    {
        var keyed = new KeyedMutex<int>();
        var striped = new StripedMutex<int>(64);
        AssertContended(() => keyed.EnterScopeAsync(7), () => keyed.EnterScopeAsync(7));
        AssertContended(() => striped.EnterScopeAsync(7), () => striped.EnterScopeAsync(7));
    }

    [Fact]
    public void After_warm_up_a_wait_with_token_and_time_limit_does_not_allocate()
    {
        using var source = new CancellationTokenSource();
        CancellationToken token = source.Token;
        AssertContended(() => _mutex.EnterScopeAsync(token), () => _mutex.TryEnterScopeAsync(TimeSpan.FromMinutes(1), token));
    }

    [Fact]
    public void After_warm_up_an_event_does_not_allocate()
    {
        var signal = new AsyncAutoResetEvent();
        var resumed = new Resumed();
        AssertNone(() =>
        {
            ValueAwaitable.Awaiter wait = signal.WaitAsync().ConfigureAwait(false).GetAwaiter();
            wait.UnsafeOnCompleted(resumed.Continue);
            signal.Set();
            resumed.Wait();
            wait.GetResult();
        });
    }

    [Fact]
    public void Optimistic_reads_versions_and_counters_do_not_allocate()
    {
        var cell = new MvccCell<string>("a");
        var counter = new StripedCounter();
        AssertNone(() =>
        {
            OptimisticStamp stamp = _readers.TryOptimisticRead();
            _ = cell.Read(out _);
            counter.Increment();
            Assert.True(_readers.Validate(stamp));
        });
    }

    private readonly Resumed _resumed = new();

    // The holder lets go while a flow waits; the flow is resumed on another thread.
    private void AssertContended(Func<LeaseAwaitable> first, Func<LeaseAwaitable> next) => AssertNone(() =>
    {
        Lease held = first().GetAwaiter().GetResult();
        LeaseAwaitable.Awaiter waiting = next().ConfigureAwait(false).GetAwaiter();
        Assert.False(waiting.IsCompleted);
        waiting.UnsafeOnCompleted(_resumed.Continue);
        held.Release();
        _resumed.Wait();
        waiting.GetResult().Release();
    });

    private static void AssertNone(Action action)
    {
        // Twice: the first loop warms up pools, dictionaries and the compiler's tiers.
        long allocated = -1;
        for (int attempt = 0; attempt < 5 && allocated != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Rounds; i++)
                action();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private sealed class Resumed
    {
        private int _done;

        public Resumed() => Continue = () => Volatile.Write(ref _done, 1);

        public Action Continue { get; }

        public void Wait()
        {
            var spinner = default(SpinWait);
            long start = Environment.TickCount64;
            while (Volatile.Read(ref _done) == 0)
            {
                spinner.SpinOnce();
                if (Environment.TickCount64 - start > 30_000)
                    Assert.Fail("The continuation did not run.");
            }

            _done = 0;
        }
    }
}
