namespace SyncPrimitives.Tests.Behaviour;

public sealed class StripedMutexTests
{
    [Fact]
    public async Task Keys_of_one_slot_exclude_each_other_and_others_do_not()
    {
        var striped = new StripedMutex<int>(8, slotOf: key => key);
        Assert.Equal(3, striped.SlotOf(11));
        Assert.InRange(striped.SlotOf(-5), 0, 7);
        using (await striped.EnterScopeAsync(3))
        {
            Assert.False(striped.TryEnterScope(11, TimeSpan.Zero, out _));
            Assert.False(striped.TryEnterScope(11, TimeSpan.FromMilliseconds(10), out _));
            using Scope other = striped.EnterScope(4);
            Assert.True(other.IsHeld);
        }

        using Scope again = striped.EnterScope(11);
        Assert.True(again.IsHeld);
    }

    [Fact]
    public async Task Waiters_of_slots_that_share_a_queue_are_not_mixed_up()
    {
        // 64 queues: slots 1 and 65 share one.
        var striped = new StripedMutex<int>(128, slotOf: key => key);
        Lease low = await striped.EnterScopeAsync(1);
        Lease high = await striped.EnterScopeAsync(65);
        Task<Lease> lowNext = striped.EnterScopeAsync(1).AsTask();
        Task<Lease> highNext = striped.EnterScopeAsync(65).AsTask();
        high.Dispose();
        Lease granted = await Eventually.Done(highNext);
        Assert.False(lowNext.IsCompleted);
        Assert.True(granted.IsHeld && low.IsHeld);
        low.Dispose();
        (await Eventually.Done(lowNext)).Dispose();
        granted.Dispose();
        using Scope both = striped.EnterScope([1, 65]);
    }

    [Fact]
    public async Task Several_keys_are_taken_once_each_and_all_released_together()
    {
        var striped = new StripedMutex<int>(8, slotOf: key => key);
        Lease all = await striped.EnterScopeAsync([5, 1, 13, 1]);
        Assert.False(striped.TryEnterScope(5, TimeSpan.Zero, out _));
        Assert.False(striped.TryEnterScope(1, TimeSpan.Zero, out _));
        all.Dispose();
        all.Dispose();
        Assert.True(striped.TryEnterScope(5, TimeSpan.Zero, out Scope five));
        Assert.True(striped.TryEnterScope(1, TimeSpan.Zero, out Scope one));
        one.Dispose();
        five.Dispose();
    }

    [Fact]
    public async Task Callers_who_name_the_same_keys_in_any_order_do_not_deadlock()
    {
        var striped = new StripedMutex<int>(16, slotOf: key => key);
        int[] accounts = new int[16];
        Task[] flows = [.. Enumerable.Range(0, 4).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (int i = 0; i < 500; i++)
            {
                int from = random.Next(16), to = random.Next(16);
                using (await striped.EnterScopeAsync([from, to]))
                {
                    accounts[from]--;
                    accounts[to]++;
                }
            }
        }))];
        await Eventually.Done(Task.WhenAll(flows));
        Assert.Equal(0, accounts.Sum());
    }

    [Fact]
    public async Task A_cancelled_caller_of_several_keys_holds_none_of_them()
    {
        var striped = new StripedMutex<int>(8, slotOf: key => key);
        using var source = new CancellationTokenSource();
        Lease second = await striped.EnterScopeAsync(2);
        Task<Lease> both = striped.EnterScopeAsync([1, 2], source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.Done(both));
        Assert.True(striped.TryEnterScope(1, TimeSpan.Zero, out Scope one));
        one.Dispose();
        second.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(1 << 25)]
    public void The_number_of_slots_is_a_power_of_two(int slots) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new StripedMutex<int>(slots));

    // Values of the Redis Cluster specification and of CLUSTER KEYSLOT.
    [Theory]
    [InlineData("123456789", 12739)]
    [InlineData("foo", 12182)]
    [InlineData("bar", 5061)]
    [InlineData("hello", 866)]
    [InlineData("", 0)]
    [InlineData("{user1000}.following", 3443)]
    [InlineData("user1000", 3443)]
    [InlineData("{}foo", 9500)]
    [InlineData("foo{{bar}}zap", 4015)]
    [InlineData("{bar", 4015)]
    [InlineData("foo{bar}{zap}", 5061)]
    public void Redis_slots_are_the_clusters(string key, int slot) => Assert.Equal(slot, KeySlot.Redis(key));

    [Fact]
    public void Redis_slots_fit_a_striped_mutex()
    {
        var striped = new StripedMutex<string>(KeySlot.RedisSlots, KeySlot.Redis);
        Assert.Equal(5061, striped.SlotOf("bar"));
        Assert.Equal(striped.SlotOf("{a}1"), striped.SlotOf("{a}2"));
    }
}
