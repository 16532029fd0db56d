namespace SyncPrimitives.Tests.Behaviour;

public sealed class EventTests
{
    [Fact]
    public void A_signal_is_remembered_for_one_waiter()
    {
        var signal = new AsyncAutoResetEvent();
        Assert.False(signal.Wait(TimeSpan.Zero));
        Assert.False(signal.Wait(TimeSpan.FromMilliseconds(10)));
        signal.Set();
        signal.Set();
        Assert.True(signal.IsSet);
        Assert.True(signal.Wait(TimeSpan.Zero));
        Assert.False(signal.Wait(TimeSpan.Zero));
        Assert.True(new AsyncAutoResetEvent(initialState: true).Wait(TimeSpan.Zero));
    }

    [Fact]
    public async Task Each_signal_releases_one_waiter_in_order()
    {
        var signal = new AsyncAutoResetEvent();
        Task first = signal.WaitAsync().AsTask();
        Task second = signal.WaitAsync().AsTask();
        Assert.Equal(2, signal.WaiterCount);
        signal.Set();
        await Eventually.Done(first);
        Assert.False(second.IsCompleted);
        signal.Set();
        await Eventually.Done(second);
        Assert.False(signal.IsSet);
    }

    [Fact]
    public async Task A_cancelled_waiter_takes_no_signal()
    {
        var signal = new AsyncAutoResetEvent();
        using var source = new CancellationTokenSource();
        Task first = signal.WaitAsync(source.Token).AsTask();
        Task second = signal.WaitAsync().AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.Done(first));
        signal.Set();
        await Eventually.Done(second);
        Assert.False(signal.Wait(TimeSpan.Zero));
        signal.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await signal.WaitAsync(source.Token));
        Assert.True(signal.IsSet);
    }

    [Fact]
    public void A_signal_wakes_a_thread()
    {
        var signal = new AsyncAutoResetEvent();
        bool passed = false;
        var thread = new Thread(() => passed = signal.Wait(Eventually.Limit));
        thread.Start();
        Eventually.True(() => signal.WaiterCount == 1);
        signal.Set();
        Assert.True(thread.Join(Eventually.Limit));
        Assert.True(passed);
    }

    [Fact]
    public async Task An_open_gate_lets_everybody_pass_until_it_is_reset()
    {
        var gate = new AsyncManualResetEvent();
        Task[] waiting = [.. Enumerable.Range(0, 5).Select(_ => gate.WaitAsync().AsTask())];
        Assert.False(gate.Wait(TimeSpan.FromMilliseconds(10)));
        gate.Set();
        await Eventually.Done(Task.WhenAll(waiting));
        Assert.True(gate.IsSet && gate.Wait(TimeSpan.Zero));
        await gate.WaitAsync();
        gate.Reset();
        Assert.False(gate.IsSet || gate.Wait(TimeSpan.Zero));
        gate.Reset();
        gate.Set();
        gate.Set();
        Assert.True(gate.IsSet);
    }

    [Fact]
    public async Task Those_who_wait_are_released_even_if_the_gate_is_reset_at_once()
    {
        var gate = new AsyncManualResetEvent();
        Task waiting = gate.WaitAsync().AsTask();
        gate.Set();
        gate.Reset();
        await Eventually.Done(waiting);
        Assert.False(gate.IsSet);
    }

    [Fact]
    public async Task A_cancelled_waiter_leaves_the_gate_usable()
    {
        var gate = new AsyncManualResetEvent();
        using var source = new CancellationTokenSource();
        Task waiting = gate.WaitAsync(source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.Done(waiting));
        gate.Set();
        Assert.True(gate.Wait(TimeSpan.Zero));
        Assert.Throws<OperationCanceledException>(() => gate.Wait(TimeSpan.Zero, source.Token));
    }
}
