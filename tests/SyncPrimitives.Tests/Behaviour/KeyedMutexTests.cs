namespace SyncPrimitives.Tests.Behaviour;

public sealed class KeyedMutexTests
{
    private readonly KeyedMutex<string> _mutex = new();

    [Fact]
    public async Task A_key_excludes_itself_and_no_other()
    {
        using (await _mutex.EnterScopeAsync("a"))
        {
            Assert.False(_mutex.TryEnterScope("a", TimeSpan.Zero, out _));
            Assert.False(_mutex.TryEnterScope("a", TimeSpan.FromMilliseconds(10), out _));
            Assert.False((await _mutex.TryEnterScopeAsync("a", TimeSpan.FromMilliseconds(10))).IsHeld);
            Assert.False((await _mutex.TryEnterScopeAsync("a", TimeSpan.Zero)).IsHeld);
            Assert.True((await _mutex.EnterScopeAsync("b")).IsHeld);
            Assert.Equal(2, _mutex.ActiveKeyCount);
        }

        Assert.Equal(1, _mutex.ActiveKeyCount);
    }

    [Fact]
    public async Task Keys_are_forgotten_when_nobody_uses_them_however_their_waits_end()
    {
        using var source = new CancellationTokenSource();
        Lease lease = await _mutex.EnterScopeAsync("a");
        Task<Lease> canceled = _mutex.EnterScopeAsync("a", source.Token).AsTask();
        var thread = new Thread(() => Assert.Throws<OperationCanceledException>(() => _mutex.EnterScope("a", source.Token)));
        thread.Start();
        Task<Lease> timed = _mutex.TryEnterScopeAsync("a", TimeSpan.FromMilliseconds(10)).AsTask();
        Assert.False((await Eventually.Done(timed)).IsHeld);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.Done(canceled));
        Assert.True(thread.Join(Eventually.Limit));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _mutex.EnterScopeAsync("a", source.Token));
        Assert.Equal(1, _mutex.ActiveKeyCount);
        lease.Dispose();
        lease.Dispose();
        Assert.Equal(0, _mutex.ActiveKeyCount);
    }

    [Fact]
    public async Task A_stale_lease_of_one_key_releases_no_other_key_that_got_its_mutex()
    {
        var one = new KeyedMutex<int>(new Same());
        Lease first = await one.EnterScopeAsync(1);
        first.Dispose();
        Lease second = await one.EnterScopeAsync(2);
        first.Dispose();
        Assert.True(second.IsHeld);
        Assert.False(first.IsHeld);
        Assert.False(one.TryEnterScope(2, TimeSpan.Zero, out _));
        Assert.Equal(1, one.ActiveKeyCount);
    }

    [Fact]
    public void Equality_is_the_comparers()
    {
        var folded = new KeyedMutex<string>(StringComparer.OrdinalIgnoreCase);
        using Scope scope = folded.EnterScope("key");
        Assert.False(folded.TryEnterScope("KEY", TimeSpan.Zero, out _));
        Assert.Throws<ArgumentNullException>(() => folded.EnterScope(null!));
    }

    [Fact]
    public void Counters_per_key_stay_exact_under_contention()
    {
        var numbers = new KeyedMutex<int>();
        int[] counters = new int[7];
        Eventually.OnThreads(4, thread =>
        {
            for (int i = 0; i < 5000; i++)
            {
                int key = (i + thread) % counters.Length;
                using (numbers.EnterScope(key))
                    counters[key]++;
            }
        });
        Assert.Equal(20000, counters.Sum());
        Assert.Equal(0, numbers.ActiveKeyCount);
    }

    private sealed class Same : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => x == y;

        public int GetHashCode(int obj) => 1;
    }
}
