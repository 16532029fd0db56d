namespace SyncAnalyzers.Rules.Tests.Deadlock;

/// <summary>What the locks of AsyncKeyedLock have and ours have not: leases that are null when the time is up, and more than one holder at a time.</summary>
public sealed class CommunityKeyedLocksTests
{
    [Theory]
    [InlineData("async Task M(string id) {\nawait _locks.LockOrNullAsync(id, 50); // SYNC2012\nWork(); }")]
    [InlineData("async Task M(string id) {\n_locks.LockAsync(id); // SYNC2012\nawait Task.Yield(); }")]
    [InlineData("async Task M(string id) {\nusing var lease = await _locks.LockOrNullAsync(id, TimeSpan.FromSeconds(1)); // SYNC2007\nWork(); }")]
    [InlineData("async Task M(string id, bool flag) {\nvar lease = await _locks.LockOrNullAsync(id, 50); // SYNC2001\nif (lease is null || flag) return; lease.Dispose(); }")]
    [InlineData("async Task M(string id) {\nvar lease = await _locks.LockAsync(id, true); // SYNC2002\nWork(); lease.Dispose(); }")]
    [InlineData("void M(string id) { using (var lease = _locks.LockOrNull(id, -1)) { if (lease is null) return;\nusing (_locks.Lock(id)) // SYNC1004\nWork(); } }")]
    public Task Is_reported(string members) => KeyedLocks.Judge("AsyncKeyedLocker", members);

    [Theory]
    [InlineData("async Task M(string id) { using var lease = await _locks.LockOrNullAsync(id, TimeSpan.FromSeconds(1)); if (lease is null) return; Work(); }")]
    [InlineData("async Task M(string id) { var lease = await _locks.LockOrNullAsync(id, 50); if (lease == null) return; try { Work(); } finally { lease.Dispose(); } }")]
    [InlineData("void M(string id) { if (_locks.LockOrNull(id, 0) is { } lease) { using (lease) Work(); } }")]
    [InlineData("void M(string id) { using (_locks.Lock(id)) { using var again = _locks.LockOrNull(id, 0); if (again != null) Work(); } }")]
    [InlineData("async Task<IDisposable?> M(string id) => await _locks.LockOrNullAsync(id, 50);")]
    public Task Is_not_reported(string members) => KeyedLocks.Judge("AsyncKeyedLocker", members);

    [Theory]
    [InlineData("AsyncKeyedLocker", "new()")]
    [InlineData("AsyncKeyedLocker", "new(4, 31)")]
    [InlineData("AsyncKeyedLocker", "new(StringComparer.Ordinal)")]
    [InlineData("StripedAsyncKeyedLocker", "new()")]
    [InlineData("StripedAsyncKeyedLocker", "new(64)")]
    [InlineData("StripedAsyncKeyedLocker", "new(64, 1)")]
    public Task One_at_a_time_keeps_the_others_out(string type, string created) =>
        KeyedLocks.Judge(type, AgainAndInBothOrders(" // SYNC1004", " // SYNC1001"), created);

    [Theory]
    [InlineData("AsyncKeyedLocker", "new(o => o.MaxCount = 4)")]
    [InlineData("AsyncKeyedLocker", "new(new AsyncKeyedLockOptions())")]
    [InlineData("AsyncKeyedLocker", "Shared()")]
    [InlineData("StripedAsyncKeyedLocker", "new(maxCount: 4)")]
    public Task Several_at_a_time_do_not(string type, string created) =>
        KeyedLocks.Judge(type, AgainAndInBothOrders("", ""), created);

    private static string AgainAndInBothOrders(string again, string inverted) =>
        $$"""
        void M()
        {
            using (_locks.Lock("a"))
            using (_locks.Lock("a")){{again}}
                Work();
        }
        void N()
        {
            using (_locks.Lock("a"))
            using (_locks.Lock("b")){{inverted}}
                Work();
        }
        void O()
        {
            using (_locks.Lock("b"))
            using (_locks.Lock("a")){{inverted}}
                Work();
        }
        """;
}
