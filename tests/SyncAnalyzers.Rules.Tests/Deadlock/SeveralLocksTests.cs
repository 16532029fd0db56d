using SyncAnalyzers.Rules.Balance;
using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Inversion = Verify<LockOrderInversionAnalyzer>;
using Self = Verify<SelfDeadlockAnalyzer>;

/// <summary>Locks that are taken at once: all of them are held, and among themselves they have no order.</summary>
public sealed class SeveralLocksTests
{
    /// <summary>Ways to take several locks; what is asked of all of them is whether _b is held.</summary>
    public static TheoryData<string> Ways =>
    [
        "[|MultiLock.EnterScope(_a, _b)|]",
        "[|MultiLock.EnterScope(_b, _a)|]",
        "[|MultiLock.EnterScope(_a, _b, _x)|]",
        "[|MultiLock.EnterScope(_x, _y, _a, _b)|]",
        "[|MultiLock.EnterScope(new ILockable[] { _x, _b })|]",
        "[|MultiLock.EnterScope([_x, _b])|]",
        "[|MultiLock.EnterScope([.. _all, _b])|]",
        "[|MultiLock.EnterScope(list)|]",
        "[|MultiLock.EnterScope(_a, same, token)|]",
        "[|MultiLock.EnterScope(b: _b, a: _a)|]",
        "[|MultiLock.EnterScope(flag ? _a : _x, _b)|]",
        "[|MultiLock.EnterScope(unknown, _b)|]",
        "await [|MultiLock.EnterScopeAsync(_a, _b)|]",
        "await [|MultiLock.EnterScopeAsync([_x, _a, _b], token)|].ConfigureAwait(false)",
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    public Task Each_is_held_inside(string both) => Self.Reports(Members($"using ({Markup.Strip(both)}) {{ using ([|_b.EnterScope()|]) {{ }} }}", ""));

    [Theory]
    [MemberData(nameof(Ways))]
    public Task None_is_free_for_its_holder(string both) => Self.Reports(Members($"using (await _b.EnterScopeAsync()) {{ using ({both}) {{ }} }}", ""));

    [Theory]
    [MemberData(nameof(Ways))]
    public Task Each_is_before_what_is_taken_inside(string both) => Inversion.Reports(Members(
        $"using ({Markup.Strip(both)}) {{ lock ([|_gate|]) {{ }} }}", "lock (_gate) { using ([|_b.EnterScope()|]) { } }"));

    [Theory]
    [MemberData(nameof(Ways))]
    public Task Each_is_after_what_is_held_already(string both) => Inversion.Reports(Members(
        $"using (_c.EnterScope()) {{ using ({both}) {{ }} }}", "using (_b.EnterScope()) { using ([|_c.EnterScope()|]) { } }"));

    [Theory]
    [InlineData("using (MultiLock.EnterScope(_a, _b)) { using ([|MultiLock.EnterScope(_c, _b)|]) { } }")]
    [InlineData("using (MultiLock.EnterScope(_a, _b)) { [|Inner()|]; }")]
    [InlineData("using (Both()) { using ([|_b.EnterScope()|]) { } }")]
    [InlineData("using (MultiLock.EnterScope(_t, _b)) { using ([|_t.EnterScope()|]) { } }")]
    public Task Taken_again(string body) => Self.Reports(Members(body, "using (MultiLock.EnterScope(_x, _b)) { }"));

    [Theory]
    [InlineData("using (MultiLock.EnterScope(_a, _b)) { } using (MultiLock.EnterScope(_b, _a)) { }")]
    [InlineData("using (MultiLock.EnterScope(_a, _b)) { using (_c.EnterScope()) { } }")]
    [InlineData("using (MultiLock.EnterScope(_a, _b)) { } using (_b.EnterScope()) { }")]
    [InlineData("using (MultiLock.EnterScope(_recursive, _b)) { using (_recursive.EnterScope()) { } }")]
    [InlineData("using (_recursive.EnterScope()) { using (MultiLock.EnterScope(_b, _recursive)) { } }")]
    [InlineData("using (MultiLock.EnterScope(unknown, _a)) { using (MultiLock.EnterScope(unknown, _b)) { } }")]
    [InlineData("using (MultiLock.EnterScope(_all)) { using (_b.EnterScope()) { } }")]
    [InlineData("using (MultiLock.EnterScope(_a, _b, token)) { using (MultiLock.EnterScope(_c, _x, token)) { } }")]
    [InlineData("using (MultiLock.EnterScope(_a, other._b)) { using (_b.EnterScope()) { } }")]
    [InlineData("for (var i = 0; i < 2; i++) { using (MultiLock.EnterScope(_a, _many[i])) { i++; using (_many[i].EnterScope()) { } } }")]
    public Task Not_taken_again(string body) => Self.IsSilentOn(Members(body, ""));

    [Theory]
    [InlineData("using (MultiLock.EnterScope(_a, _b)) { }", "using (MultiLock.EnterScope(_b, _a)) { }")]
    [InlineData("using (MultiLock.EnterScope(_a, _b)) { }", "using (_b.EnterScope()) { using (_a.EnterScope()) { } }")]
    [InlineData("using (MultiLock.EnterScope(_a, _b)) { lock (_gate) { } }", "using (_b.EnterScope()) { lock (_gate) { } }")]
    [InlineData("using (MultiLock.EnterScope(_a, _b)) { lock (_gate) { } }", "lock (_gate) { using (_c.EnterScope()) { } }")]
    [InlineData("using (MultiLock.EnterScope(_x, _a)) { using (_b.EnterScope()) { } }", "using (MultiLock.EnterScope(_x, _b)) { using (_a.EnterScope()) { } }")]
    [InlineData("using (MultiLock.EnterScope(_a, _x, _source.Token)) { lock (_gate) { } }", "lock (_gate) { using (MultiLock.EnterScope(_b, _c, _source.Token)) { } }")]
    [InlineData("using (MultiLock.EnterScope(_all)) { lock (_gate) { } }", "lock (_gate) { using (_b.EnterScope()) { } }")]
    public Task No_order_to_invert(string body, string elsewhere) => Inversion.IsSilentOn(Members(body, elsewhere));

    [Fact]
    public Task The_story_names_the_lock_that_matters() => Inversion.Explains(
        WithLibrary(
            """
            using SyncPrimitives;
            class Bank
            {
                readonly AsyncMutex _from = new(), _to = new(), _log = new();

                void Pay() { using (MultiLock.EnterScope(_from, _to)) { using ([|_log.EnterScope()|]) { } } }
                void Audit() { using (_log.EnterScope()) { [|Check()|]; } }
                void Check() { using (_to.EnterScope()) { } }
            }
            """),
        """
        Test0.cs(6): '_log' is acquired while '_to' is held, but Bank.Audit (line 7) acquires '_to' through Bank.Check while it holds '_log': each thread can wait for ever for the lock the other holds
            Test0.cs(6): MultiLock.EnterScope(_from, _to)
            Test0.cs(6): _log.EnterScope()
            Test0.cs(7): _log.EnterScope()
            Test0.cs(7): Check()
            Test0.cs(8): _to.EnterScope()
        Test0.cs(7): '_to' is acquired through Bank.Check while '_log' is held, but Bank.Pay (line 6) acquires '_log' while it holds '_to': each thread can wait for ever for the lock the other holds
            Test0.cs(7): _log.EnterScope()
            Test0.cs(7): Check()
            Test0.cs(8): _to.EnterScope()
            Test0.cs(6): MultiLock.EnterScope(_from, _to)
            Test0.cs(6): _log.EnterScope()
        """);

    /// <summary>One lease, however many locks it holds.</summary>
    [Fact]
    public Task A_lease_is_told_of_once() => Explained<HeldAtThrowAnalyzer>(
        "var lease = await [|MultiLock.EnterScopeAsync(_a, _b, _c)|]; Console.WriteLine(flag); lease.Dispose();", "_a");

    [Fact]
    public Task A_lease_that_a_path_forgets_is_told_of_once() => Explained<HeldAtReturnAnalyzer>(
        "var lease = await [|MultiLock.EnterScopeAsync(_b, _a)|]; if (flag) return; lease.Dispose();", "_b");

    private static async Task Explained<TAnalyzer>(string body, string name)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var scenario = Members(body, "");
        await Verify<TAnalyzer>.Reports(scenario);
        var reported = await TestProject.Analyze(TestProject.Create(scenario), [new TAnalyzer()]);
        Assert.StartsWith($"'{name}' ", Assert.Single(reported).GetMessage(null), StringComparison.Ordinal);
    }

    private static Scenario Members(string body, string elsewhere) => WithLibrary(
        $$"""
        using SyncPrimitives;
        class C
        {
            readonly object _gate = new(); readonly AsyncMutex _a = new(), _b = new(), _c = new(), _x = new(), _y = new();
            readonly RecursiveMutex _recursive = new(); readonly TicketLock _t = new();
            readonly AsyncMutex[] _many = [new(), new()]; readonly ILockable[] _all = []; readonly CancellationTokenSource _source = new();
            async Task M(ILockable unknown, C other, bool flag, CancellationToken token)
            {
                var same = _b; var list = new ILockable[] { _a, _b };
                await Task.Yield();
                {{body}}
            }
            MultiScope Both() => MultiLock.EnterScope(_a, _b);
            void Inner() { {{elsewhere}} }
        }
        """);
}
