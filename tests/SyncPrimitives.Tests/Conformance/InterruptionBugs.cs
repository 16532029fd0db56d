using System.Diagnostics.Metrics;

namespace SyncPrimitives.Tests.Conformance;

/// <summary>Waits that end by an exception from outside. What was granted meanwhile must go on to the next.</summary>
public sealed class InterruptionBugs
{
    [Fact]
    public void An_interrupted_waiter_stayed_in_the_queue_and_was_handed_the_lock()
    {
        var mutex = new AsyncMutex();
        var semaphore = new CountingSemaphore(1);
        var gate = new AsyncReaderWriterLock();
        var keyed = new KeyedMutex<int>();
        var signal = new AsyncAutoResetEvent();
        Scope scope = mutex.EnterScope();
        Lease permit = semaphore.AcquireScope();
        Scope writing = gate.EnterWriteScope();
        Scope key = keyed.EnterScope(1);
        foreach (Action wait in new Action[]
        {
            () => mutex.EnterScope().Dispose(),
            () => semaphore.AcquireScope().Dispose(),
            () => gate.EnterReadScope().Dispose(),
            () => keyed.EnterScope(1).Dispose(),
            () => signal.Wait(Eventually.Limit),
        })
        {
            Exception? thrown = null;
            var thread = new Thread(() => thrown = Record.Exception(wait));
            thread.Start();
            Eventually.True(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || !thread.IsAlive);
            thread.Interrupt();
            Assert.True(thread.Join(Eventually.Limit));
            Assert.IsType<ThreadInterruptedException>(thrown);
        }

        Assert.Equal((0, 0, 0, 0), (mutex.WaiterCount, semaphore.WaiterCount, gate.WaiterCount, signal.WaiterCount));
        scope.Dispose();
        permit.Dispose();
        writing.Dispose();
        key.Dispose();
        Assert.False(mutex.IsHeld || gate.IsWriteHeld);
        Assert.Equal((1, 0), (semaphore.AvailablePermits, keyed.ActiveKeyCount));
        signal.Set();
        Assert.True(signal.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void An_interrupt_that_raced_with_the_grant_lost_the_lock()
    {
        var mutex = new AsyncMutex();
        var keyed = new KeyedMutex<int>();
        var signal = new AsyncAutoResetEvent();
        for (int i = 0; i < 300; i++)
        {
            Scope scope = mutex.EnterScope();
            Scope key = keyed.EnterScope(1);
            bool signaled = false;
            Thread[] threads =
            [
                new(() => Record.Exception(() => mutex.EnterScope().Dispose())),
                new(() => Record.Exception(() => keyed.EnterScope(1).Dispose())),
                new(() => Record.Exception(() => signaled = signal.Wait(Eventually.Limit))),
            ];
            foreach (Thread thread in threads)
                thread.Start();
            if (i % 3 != 0)
                Thread.Yield();
            using var interrupter = new Barrier(2);
            var interrupt = new Thread(() =>
            {
                interrupter.SignalAndWait();
                foreach (Thread thread in threads)
                    thread.Interrupt();
            });
            interrupt.Start();
            interrupter.SignalAndWait();
            scope.Dispose();
            key.Dispose();
            signal.Set();
            Assert.All(threads, thread => Assert.True(thread.Join(Eventually.Limit)));
            interrupt.Join();
            Assert.False(mutex.IsHeld);
            Assert.Equal((0, 0), (mutex.WaiterCount, keyed.ActiveKeyCount));

            // The signal was taken by the waiter that says so, or is still there.
            Assert.Equal(!signaled, signal.Wait(TimeSpan.Zero));
        }
    }

    [Fact]
    public void An_interrupted_owner_of_a_ticket_left_the_line_standing()
    {
        var gate = new TicketLock();
        bool entered = false, interruptedLater = false;
        Scope scope = gate.EnterScope();
        var thread = new Thread(() =>
        {
            using (gate.EnterScope())
                entered = true;
            interruptedLater = Record.Exception(() => Thread.Sleep(Eventually.Limit)) is ThreadInterruptedException;
        });
        thread.Start();
        Eventually.True(() => gate.QueueLength == 2 && thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        thread.Interrupt();
        scope.Dispose();
        Assert.True(thread.Join(Eventually.Limit));
        Assert.True(entered && interruptedLater);
        Assert.Equal(0, gate.QueueLength);
    }

    [Fact]
    public async Task A_listener_that_threw_left_the_waiter_in_the_queue()
    {
        using MeterListener listener = Measurements.Of("listener that throws", (instrument, _) =>
        {
            if (instrument.Name == "sync.lock.contentions")
                throw new FormatException();
        });
        var options = new LockOptions { Name = "listener that throws" };
        var mutex = new AsyncMutex(options);
        var keyed = new KeyedMutex<int>(options: options);
        using (await mutex.EnterScopeAsync())
        {
            Assert.Throws<FormatException>(() => mutex.EnterScopeAsync());
            Assert.Throws<FormatException>(() => mutex.EnterScope().Dispose());
        }

        using (await keyed.EnterScopeAsync(1))
        {
            Assert.Throws<FormatException>(() => keyed.EnterScopeAsync(1));
            Assert.Throws<FormatException>(() => keyed.EnterScope(1).Dispose());
        }

        Assert.False(mutex.IsHeld);
        Assert.Equal((0, 0), (mutex.WaiterCount, keyed.ActiveKeyCount));
    }

    [Fact]
    public async Task A_listener_that_threw_at_the_end_of_a_wait_or_hold_kept_the_lock()
    {
        int thrown = 0;
        using MeterListener listener = Measurements.Of("listener that throws late", (instrument, _) =>
        {
            if (instrument.Name is not ("sync.lock.wait.duration" or "sync.lock.hold.duration"))
                return;
            Interlocked.Increment(ref thrown);
            throw new FormatException();
        });
        var keyed = new KeyedMutex<int>(options: new LockOptions { Name = "listener that throws late", Owner = OwnerTracking.Thread });
        Lease first = await keyed.EnterScopeAsync(1);
        LeaseAwaitable second = keyed.EnterScopeAsync(1);
        first.Dispose();
        // Taken up only now: a holder that begins on another thread meanwhile would be in the way of measuring the first.
        (await Eventually.Done(second.AsTask())).Dispose();
        Assert.Equal(3, thrown);
        Assert.Equal(0, keyed.ActiveKeyCount);
    }
}
