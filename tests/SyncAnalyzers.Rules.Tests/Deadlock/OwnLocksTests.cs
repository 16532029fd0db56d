using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

/// <summary>The locks of SyncPrimitives are locks like the framework's.</summary>
public sealed class OwnLocksTests
{
    public static TheoryData<string, string> Locks =>
    [
        ("AsyncMutex", "EnterScope()"),
        ("TicketLock", "EnterScope()"),
        ("AsyncReaderWriterLock", "EnterWriteScope()"),
        ("Classic.PetersonLock", "EnterScope(me)"),
        ("Classic.DekkerLock", "EnterScope(me)"),
        ("Classic.FilterLock", "EnterScope(me)"),
        ("Classic.BakeryLock", "EnterScope(me)"),
    ];

    [Theory]
    [MemberData(nameof(Locks))]
    public Task Entered_twice(string type, string enter) => Verify<SelfDeadlockAnalyzer>.Reports(WithLibrary(
        $"class C(SyncPrimitives.{type} gate) {{ readonly SyncPrimitives.{type} _gate = gate; void M(SyncPrimitives.Classic.Party me) {{ using (_gate.{enter}) {{ using ([|_gate.{enter}|]) {{ }} }} }} }}"));

    [Fact]
    public Task A_recursive_mutex_counts() => Verify<SelfDeadlockAnalyzer>.IsSilentOn(WithLibrary(
        "class C { readonly RecursiveMutex _gate = new(); void M() { using (_gate.EnterScope()) { using (_gate.EnterScope()) { } } } }"));

    [Fact]
    public Task Taken_in_two_orders() => Verify<LockOrderInversionAnalyzer>.Reports(WithLibrary(
        """
        class C
        {
            readonly RecursiveMutex _a = new(); readonly AsyncReaderWriterLock _b = new();
            void M() { using (_a.EnterScope()) { using ([|_b.EnterWriteScope()|]) { } } }
            void N() { using (_b.EnterWriteScope()) { using ([|_a.EnterScope()|]) { } } }
        }
        """));

    [Theory]
    [InlineData("lock (_gate) { [|_done.Wait(Timeout.InfiniteTimeSpan)|]; }")]
    [InlineData("using (await _mutex.EnterScopeAsync()) { [|await _ready.WaitAsync()|]; }")]
    public Task An_event_that_is_set_under_the_lock_alone(string body) => Verify<WaitUnderLockAnalyzer>.Reports(Events(body));

    [Theory]
    [InlineData("lock (_gate) { _ready.Wait(Timeout.InfiniteTimeSpan); }")]
    [InlineData("using (await _mutex.EnterScopeAsync()) { await _free.WaitAsync(); }")]
    [InlineData("lock (_gate) { _done.Wait(TimeSpan.Zero); }")]
    [InlineData("ValueAwaitable later; lock (_gate) { later = _done.WaitAsync(); } await later;")]
    [InlineData("await _done.WaitAsync(); lock (_gate) { }")]
    public Task An_event_that_is_set_without_the_lock(string body) => Verify<WaitUnderLockAnalyzer>.IsSilentOn(Events(body));

    [Fact]
    public Task An_object_entered_for_its_order_is_the_same_lock() => Verify<LockOrderInversionAnalyzer>.Reports(WithLibrary(
        """
        class C
        {
            readonly object _a = new(), _b = new();
            void M() { using (LockOrder.Enter(_a)) { lock ([|_b|]) { } } }
            void N() { lock (_b) { using ([|LockOrder.Enter(_a)|]) { } } }
        }
        """));

    [Fact]
    public Task An_object_entered_again_counts() => Verify<SelfDeadlockAnalyzer>.IsSilentOn(WithLibrary(
        "class C { readonly object _a = new(); void M() { using (LockOrder.Enter(_a)) { lock (_a) { using (LockOrder.Enter(_a)) { } } } } }"));

    [Theory]
    [InlineData("[|LockOrder.Enter(_gate)|];")]
    [InlineData("[|MultiLock.EnterScope(_mutex, _other)|];")]
    [InlineData("var both = [|MultiLock.EnterScope(_mutex, _other)|];")]
    [InlineData("await [|MultiLock.EnterScopeAsync(_mutex, _other)|];")]
    [InlineData("await [|_rw.EnterUpgradeableScopeAsync()|];")]
    public Task A_lease_that_nobody_disposes(string body) => Verify<SyncAnalyzers.Rules.Balance.LeaseDroppedAnalyzer>.Reports(Leases(body));

    [Theory]
    [InlineData("using (LockOrder.Enter(_gate)) { }")]
    [InlineData("using (MultiLock.EnterScope(_mutex, _other)) { }")]
    [InlineData("using var both = await MultiLock.EnterScopeAsync(_mutex, _other);")]
    [InlineData("using (var reader = await _rw.EnterUpgradeableScopeAsync()) { using (await reader.UpgradeAsync()) { } }")]
    [InlineData("using (MultiLock.EnterScope(_mutex, _recursive)) { }")]
    public Task A_lease_that_is_disposed(string body) => Verify<SyncAnalyzers.Rules.Balance.LeaseDroppedAnalyzer>.IsSilentOn(Leases(body));

    [Fact]
    public Task Several_at_once_have_no_order() => Verify<LockOrderInversionAnalyzer>.IsSilentOn(Leases(
        "using (MultiLock.EnterScope(_mutex, _other)) { } using (MultiLock.EnterScope(_other, _mutex)) { }"));

    [Theory]
    [InlineData("using (MultiLock.EnterScope(_recursive, _other)) { using (_recursive.EnterScope()) { } }")]
    public Task One_of_several_may_count(string body) => Verify<SelfDeadlockAnalyzer>.IsSilentOn(Leases(body));

    private static Scenario Events(string body) => WithLibrary(
        $$"""
        class C
        {
            readonly object _gate = new(); readonly AsyncMutex _mutex = new();
            readonly AsyncManualResetEvent _done = new(), _free = new(); readonly AsyncAutoResetEvent _ready = new();
            async Task M() { await Task.Yield(); {{body}} }
            void Finish() { lock (_gate) { _done.Set(); } }
            void Start() { using (_mutex.EnterScope()) { _ready.Set(); } }
            void Free() { _free.Set(); }
        }
        """);

    private static Scenario Leases(string body) => WithLibrary(
        $$"""
        class C
        {
            readonly object _gate = new(); readonly AsyncMutex _mutex = new(), _other = new(); readonly RecursiveMutex _recursive = new();
            readonly AsyncReaderWriterLock _rw = new();
            async Task M() { await Task.Yield(); {{body}} Console.WriteLine(); }
        }
        """);

    private static Scenario WithLibrary(string source) =>
        Scenario.FromSources(["using SyncPrimitives;\n" + source]) with { Libraries = [typeof(SyncPrimitives.Classic.PetersonLock).Assembly] };
}
