namespace SyncPrimitives.Tests.Behaviour;

public sealed class AsyncReaderWriterLockTests
{
    private readonly AsyncReaderWriterLock _lock = new();

    [Fact]
    public void Readers_share_and_a_writer_excludes_everybody()
    {
        using (Scope one = _lock.EnterReadScope())
        using (Scope two = _lock.EnterReadScope())
        {
            Assert.Equal(2, _lock.ReaderCount);
            Assert.False(_lock.TryEnterWriteScope(TimeSpan.Zero, out _));
            Assert.False(_lock.TryEnterWriteScope(TimeSpan.FromMilliseconds(10), out _));
            Assert.True(_lock.TryEnterReadScope(TimeSpan.Zero, out Scope third));
            third.Dispose();
        }

        using (_lock.EnterWriteScope())
        {
            Assert.True(_lock.IsWriteHeld);
            Assert.False(_lock.TryEnterReadScope(TimeSpan.Zero, out _));
            Assert.False(_lock.TryEnterWriteScope(TimeSpan.FromMilliseconds(10), out _));
        }

        Assert.Equal(0, _lock.ReaderCount);
        Assert.False(_lock.IsWriteHeld);
    }

    [Fact]
    public async Task Many_more_readers_than_the_lock_was_made_for_enter_at_once()
    {
        var leases = new List<Lease>();
        for (int i = 0; i < 100; i++)
            leases.Add(await _lock.EnterReadScopeAsync());
        Assert.Equal(100, _lock.ReaderCount);
        Task<Lease> writer = _lock.EnterWriteScopeAsync().AsTask();
        foreach (Lease lease in leases)
        {
            Assert.False(writer.IsCompleted);
            lease.Release();
        }

        (await Eventually.Done(writer)).Release();
        Assert.Equal(0, _lock.ReaderCount);
    }

    [Fact]
    public async Task A_waiting_writer_holds_back_new_readers_and_then_they_all_come_before_the_next_writer()
    {
        Lease reading = await _lock.EnterReadScopeAsync();
        Task<Lease> writer1 = _lock.EnterWriteScopeAsync().AsTask();
        Task<Lease> reader1 = _lock.EnterReadScopeAsync().AsTask();
        Task<Lease> writer2 = _lock.EnterWriteScopeAsync().AsTask();
        Task<Lease> reader2 = _lock.EnterReadScopeAsync().AsTask();
        Assert.False(reader1.IsCompleted || reader2.IsCompleted);

        reading.Dispose();
        Lease writing = await Eventually.Done(writer1);
        Assert.False(reader1.IsCompleted || reader2.IsCompleted || writer2.IsCompleted);

        writing.Dispose();
        Lease[] readers = await Task.WhenAll(Eventually.Done(reader1), Eventually.Done(reader2));
        Assert.False(writer2.IsCompleted);

        readers[0].Dispose();
        Assert.False(writer2.IsCompleted);
        readers[1].Dispose();
        (await Eventually.Done(writer2)).Dispose();
    }

    [Fact]
    public async Task An_upgradeable_reader_shares_with_readers_and_becomes_the_writer_when_they_have_left()
    {
        Lease reader = await _lock.EnterReadScopeAsync();
        using UpgradeableLease upgradeable = await _lock.EnterUpgradeableScopeAsync();
        Task<Lease> upgrading = upgradeable.UpgradeAsync().AsTask();
        Task<Lease> late = _lock.EnterReadScopeAsync().AsTask();
        Assert.False(upgrading.IsCompleted || late.IsCompleted);
        reader.Dispose();
        Lease writing = await Eventually.Done(upgrading);
        Assert.True(_lock.IsWriteHeld && upgradeable.IsHeld);
        Assert.False(late.IsCompleted);
        writing.Dispose();
        Assert.False(_lock.IsWriteHeld);
        (await Eventually.Done(late)).Dispose();
        Assert.True(upgradeable.IsHeld);
    }

    [Fact]
    public async Task Two_upgradeable_readers_are_not_inside_at_once_so_they_cannot_deadlock_by_upgrading()
    {
        UpgradeableLease first = await _lock.EnterUpgradeableScopeAsync();
        Task<UpgradeableLease> second = Task.Run(async () => await _lock.EnterUpgradeableScopeAsync());
        Eventually.True(() => _lock.WaiterCount == 1);
        (await first.UpgradeAsync()).Dispose();
        first.Dispose();
        UpgradeableLease other = await Eventually.Done(second);
        (await other.UpgradeAsync()).Dispose();
        other.Dispose();
        Assert.Equal(0, _lock.ReaderCount);
    }

    [Fact]
    public async Task Upgrading_twice_or_after_the_end_is_refused()
    {
        UpgradeableLease upgradeable = await _lock.EnterUpgradeableScopeAsync();
        Lease writing = await upgradeable.UpgradeAsync();
        Assert.Throws<InvalidOperationException>(() => upgradeable.UpgradeAsync());
        writing.Dispose();
        upgradeable.Dispose();
        Assert.Throws<SynchronizationLockException>(() => upgradeable.UpgradeAsync());
        Assert.Throws<SynchronizationLockException>(() => default(UpgradeableLease).UpgradeAsync());
    }

    [Fact]
    public async Task A_cancelled_upgrade_lets_the_readers_go_that_it_held_back()
    {
        using var source = new CancellationTokenSource();
        Lease reader = await _lock.EnterReadScopeAsync();
        using UpgradeableLease upgradeable = await _lock.EnterUpgradeableScopeAsync();
        Task<Lease> upgrading = upgradeable.UpgradeAsync(source.Token).AsTask();
        Task<Lease> late = _lock.EnterReadScopeAsync().AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.Done(upgrading));
        (await Eventually.Done(late)).Dispose();
        reader.Dispose();
    }

    [Fact]
    public void An_optimistic_read_is_valid_only_if_no_writer_came()
    {
        OptimisticStamp quiet = _lock.TryOptimisticRead();
        Assert.True(quiet.IsValid && _lock.Validate(quiet));
        using (_lock.EnterReadScope())
            Assert.True(_lock.Validate(quiet));
        using (_lock.EnterWriteScope())
        {
            Assert.False(_lock.Validate(quiet));
            Assert.False(_lock.TryOptimisticRead().IsValid);
            Assert.False(_lock.Validate(_lock.TryOptimisticRead()));
        }

        Assert.False(_lock.Validate(quiet));
        Assert.False(_lock.Validate(default));
        Assert.True(_lock.Validate(_lock.TryOptimisticRead()));
    }

    [Fact]
    public void A_stale_reader_or_writer_does_not_let_a_third_in()
    {
        Lease reader = _lock.EnterReadScopeAsync().GetAwaiter().GetResult();
        reader.Dispose();
        Lease second = _lock.EnterReadScopeAsync().GetAwaiter().GetResult();
        reader.Dispose();
        Assert.True(second.IsHeld);
        Assert.False(_lock.TryEnterWriteScope(TimeSpan.Zero, out _));
        second.Dispose();

        Lease writer = _lock.EnterWriteScopeAsync().GetAwaiter().GetResult();
        writer.Dispose();
        Lease next = _lock.EnterWriteScopeAsync().GetAwaiter().GetResult();
        writer.Dispose();
        Assert.True(next.IsHeld);
        Assert.False(_lock.TryEnterReadScope(TimeSpan.Zero, out _));
        Assert.Throws<SynchronizationLockException>(writer.Release);
    }
}
