using System.Diagnostics;

namespace SyncPrimitives.Tests.Stress;

/// <summary>Real threads for a second or so each. What they must never see: two inside at once, a lost permit, a lock that is not free in the end.</summary>
[Collection(nameof(Alone))]
public sealed class StressTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(800);

    [Fact]
    public async Task The_mutex_with_threads_flows_cancellations_timeouts_and_stale_leases()
    {
        var mutex = new AsyncMutex();
        int inside = 0;
        long done = 0, violations = 0, cancelled = 0;
        var watch = Stopwatch.StartNew();
        void Check()
        {
            if (Interlocked.Increment(ref inside) != 1)
                Interlocked.Increment(ref violations);
            done++;
            Interlocked.Decrement(ref inside);
        }

        Task[] threads = [.. Enumerable.Range(0, 2).Select(seed => Task.Factory.StartNew(
            () =>
            {
                var random = new Random(seed);
                while (watch.Elapsed < Duration)
                {
                    if (random.Next(4) != 0)
                    {
                        using (mutex.EnterScope())
                            Check();
                    }
                    else if (mutex.TryEnterScope(TimeSpan.FromMilliseconds(random.Next(2)), out Scope scope))
                    {
                        using (scope)
                            Check();
                        scope.Dispose();
                    }
                }
            },
            TaskCreationOptions.LongRunning))];
        Task[] flows = [.. Enumerable.Range(2, 6).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            Lease stale = default;
            while (watch.Elapsed < Duration)
            {
                using var source = new CancellationTokenSource();
                LeaseAwaitable entering = random.Next(3) == 0
                    ? mutex.TryEnterScopeAsync(TimeSpan.FromMilliseconds(random.Next(3)), source.Token)
                    : mutex.EnterScopeAsync(source.Token);
                if (random.Next(4) == 0)
                    source.Cancel();
                try
                {
                    Lease lease = await entering;
                    stale.Dispose();
                    if (lease.IsHeld)
                    {
                        Check();
                        if (random.Next(8) == 0)
                            await Task.Yield();
                        lease.Release();
                    }

                    stale = lease;
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                }
            }
        }))];
        await Eventually.Done(Task.WhenAll([.. threads, .. flows]));
        Assert.Equal(0, violations);
        Assert.True(done > 0 && cancelled > 0);
        Assert.False(mutex.IsHeld);
        Assert.Equal(0, mutex.WaiterCount);
        Assert.True(mutex.TryEnterScope(out _));
    }

    [Fact]
    public async Task The_semaphore_keeps_its_permits_under_cancellation_and_mixed_sizes()
    {
        const int Permits = 5;
        var semaphore = new CountingSemaphore(Permits);
        int taken = 0;
        long violations = 0;
        var watch = Stopwatch.StartNew();
        Task[] flows = [.. Enumerable.Range(0, 8).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            while (watch.Elapsed < Duration)
            {
                using var source = new CancellationTokenSource();
                int wanted = random.Next(4) == 0 ? random.Next(1, Permits + 1) : 1;
                LeaseAwaitable acquiring = semaphore.AcquireScopeAsync(wanted, source.Token);
                if (random.Next(4) == 0)
                    source.Cancel();
                try
                {
                    Lease lease = await acquiring;
                    if (Interlocked.Add(ref taken, wanted) > Permits)
                        Interlocked.Increment(ref violations);
                    if (random.Next(8) == 0)
                        await Task.Yield();
                    Interlocked.Add(ref taken, -wanted);
                    lease.Release();
                    lease.Dispose();
                }
                catch (OperationCanceledException)
                {
                }
            }
        }))];
        await Eventually.Done(Task.WhenAll(flows));
        Assert.Equal(0, violations);
        Assert.Equal(Permits, semaphore.AvailablePermits);
        Assert.Equal(0, semaphore.WaiterCount);
        Assert.True((await semaphore.AcquireScopeAsync(Permits)).IsHeld);
    }

    [Fact]
    public async Task The_reader_writer_lock_with_every_way_in()
    {
        var gate = new AsyncReaderWriterLock();
        int readers = 0, writers = 0;
        long a = 0, b = 0, violations = 0;
        var watch = Stopwatch.StartNew();
        void Reading()
        {
            Interlocked.Increment(ref readers);
            if (Volatile.Read(ref writers) != 0 || Volatile.Read(ref a) != Volatile.Read(ref b))
                Interlocked.Increment(ref violations);
            Interlocked.Decrement(ref readers);
        }

        void Writing()
        {
            if (Interlocked.Increment(ref writers) != 1 || Volatile.Read(ref readers) != 0)
                Interlocked.Increment(ref violations);
            a++;
            b++;
            Interlocked.Decrement(ref writers);
        }

        Task[] flows = [.. Enumerable.Range(0, 8).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            while (watch.Elapsed < Duration)
            {
                using var source = new CancellationTokenSource();
                if (random.Next(4) == 0)
                    source.CancelAfter(random.Next(2));
                try
                {
                    switch (random.Next(6))
                    {
                        case 0:
                            using (await gate.EnterWriteScopeAsync(source.Token))
                                Writing();
                            break;
                        case 1:
                            using (gate.EnterWriteScope())
                                Writing();
                            break;
                        case 2:
                            using (UpgradeableLease reading = await gate.EnterUpgradeableScopeAsync(source.Token))
                            {
                                Reading();
                                using (await reading.UpgradeAsync(source.Token))
                                    Writing();
                            }

                            break;
                        case 3:
                            OptimisticStamp stamp = gate.TryOptimisticRead();
                            long first = Volatile.Read(ref a), second = Volatile.Read(ref b);
                            if (gate.Validate(stamp) && first != second)
                                Interlocked.Increment(ref violations);
                            break;
                        case 4:
                            using (gate.EnterReadScope())
                                Reading();
                            break;
                        default:
                            using (await gate.EnterReadScopeAsync(source.Token))
                                Reading();
                            break;
                    }
                }
                catch (OperationCanceledException)
                {
                }
            }
        }))];
        await Eventually.Done(Task.WhenAll(flows));
        Assert.Equal(0, violations);
        Assert.Equal(a, b);
        Assert.True(gate.TryEnterWriteScope(TimeSpan.Zero, out Scope last));
        last.Dispose();
        Assert.Equal((0, 0), (gate.ReaderCount, gate.WaiterCount));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    public void The_ticket_lock_with_more_threads_than_processors(int threads)
    {
        var gate = new TicketLock(null, uint.MaxValue - 100);
        long counter = 0, expected = 0;
        var watch = Stopwatch.StartNew();
        Eventually.OnThreads(threads, _ =>
        {
            long mine = 0;
            while (watch.Elapsed < Duration / 2)
            {
                using (gate.EnterScope())
                    counter++;
                mine++;
            }

            Interlocked.Add(ref expected, mine);
        });
        Assert.Equal(expected, counter);
        Assert.Equal(0, gate.QueueLength);
    }

    [Fact]
    public async Task Every_signal_is_handled_once_even_when_waiters_give_up()
    {
        var signal = new AsyncAutoResetEvent();
        long produced = 0, consumed = 0;
        bool stop = false;
        Task[] consumers = [.. Enumerable.Range(0, 4).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            while (!Volatile.Read(ref stop))
            {
                using var source = new CancellationTokenSource();
                if (random.Next(3) == 0)
                    source.CancelAfter(1);
                else
                    source.CancelAfter(50);
                try
                {
                    await signal.WaitAsync(source.Token);
                    Interlocked.Increment(ref consumed);
                }
                catch (OperationCanceledException)
                {
                }
            }
        }))];
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Duration)
        {
            signal.Set();
            produced++;
            Assert.True(SpinWait.SpinUntil(() => Interlocked.Read(ref consumed) == produced, Eventually.Limit), $"{produced} signals, {consumed} handled.");
        }

        Volatile.Write(ref stop, true);
        await Eventually.Done(Task.WhenAll(consumers));
        Assert.Equal(produced, consumed);
        Assert.False(signal.IsSet);
    }
}

/// <summary>Not beside other tests: they would starve each other on a small machine.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "It is no collection of that kind.")]
public sealed class Alone;
