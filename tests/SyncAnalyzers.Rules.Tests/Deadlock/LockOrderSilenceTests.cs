using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;

/// <summary>Every reason for silence that <see cref="LockOrderInversionTests"/> does not go through, and how far it goes.</summary>
public sealed class LockOrderSilenceTests
{
    [Fact]
    public Task Writers_that_give_up_do_not_stand_between_readers() => Rule.IsSilentOn(
        """
        class C
        {
            private readonly ReaderWriterLockSlim _a = new(), _b = new();

            void M() { _a.EnterReadLock(); _b.EnterReadLock(); _b.ExitReadLock(); _a.ExitReadLock(); }
            void N() { _b.EnterReadLock(); _a.EnterReadLock(); _a.ExitReadLock(); _b.ExitReadLock(); }
            void O() { if (_a.TryEnterWriteLock(10)) _a.ExitWriteLock(); }
            void P() { if (_b.TryEnterWriteLock(10)) _b.ExitWriteLock(); }
        }
        """);

    [Fact]
    public Task An_upgradeable_reader_enters_beside_readers() => Rule.IsSilentOn(
        """
        class C
        {
            private readonly ReaderWriterLockSlim _a = new(), _b = new();

            void M() { _a.EnterReadLock(); _b.EnterUpgradeableReadLock(); _b.ExitUpgradeableReadLock(); _a.ExitReadLock(); }
            void N() { _b.EnterReadLock(); _a.EnterUpgradeableReadLock(); _a.ExitUpgradeableReadLock(); _b.ExitReadLock(); }
        }
        """);

    [Fact]
    public Task A_gate_that_both_only_read_lets_both_in() => Rule.Reports(
        """
        class C
        {
            private readonly ReaderWriterLockSlim _gate = new();
            private readonly object _a = new(), _b = new();

            void M() { _gate.EnterReadLock(); lock (_a) { lock ([|_b|]) { } } _gate.ExitReadLock(); }
            void N() { _gate.EnterReadLock(); lock (_b) { lock ([|_a|]) { } } _gate.ExitReadLock(); }
        }
        """);

    [Fact]
    public Task A_static_constructor_runs_before_its_type_is_shared() => Rule.IsSilentOn(
        """
        class C
        {
            private static readonly object s_a = new(), s_b = new();

            static C() { lock (s_b) { lock (s_a) { } } }
            void M() { lock (s_a) { lock (s_b) { } } }
        }
        """);

    [Theory]
    [InlineData("lock (other._b) { }")]
    [InlineData("other.TakeB();")]
    public Task What_was_just_created_nobody_else_can_want(string take) => Rule.IsSilentOn(
        $$"""
        class C
        {
            private static readonly object s_a = new();
            private readonly object _b = new();

            void M() { lock (s_a) { var other = new C(); {{take}} } }
            void N() { lock (_b) { lock (s_a) { } } }
            void TakeB() { lock (_b) { } }
        }
        """);

    [Fact]
    public Task A_query_that_is_only_built_runs_later() => Rule.IsSilentOn(
        """
        class C
        {
            private readonly object _a = new(), _b = new();
            private readonly List<int> _items = new();
            private IEnumerable<int>? _query;

            void M() { lock (_a) { _query = _items.Where(x => { lock (_b) { return x > 0; } }); } }
            void N() { lock (_b) { lock (_a) { } } }
        }
        """);

    [Fact]
    public Task Neighbours_of_one_type_may_never_meet_again() => Rule.IsSilentOn(
        """
        class Node
        {
            private readonly object _a = new(), _b = new();
            private Node _next = null!;

            void M() { lock (_a) { lock (_next._b) { } } }
            void N() { lock (_b) { lock (_next._a) { } } }
        }
        """);

    [Fact]
    public Task Around_a_longer_cycle_only_one_and_the_same_object_counts() => Rule.IsSilentOn(
        """
        class C
        {
            private readonly object _a = new(), _b = new(), _c = new();

            void M(C other) { lock (_a) { lock (other._b) { } } }
            void N(C other) { lock (_b) { lock (other._c) { } } }
            void O(C other) { lock (_c) { lock (other._a) { } } }
        }
        """);

    [Fact]
    public Task Nobody_follows_six_calls() => Rule.IsSilentOn(
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            void M() { lock (_a) { B1(); } }
            void N() { lock (_b) { A1(); } }
            void B1() => B2();
            void B2() => B3();
            void B3() { lock (_b) { } }
            void A1() => A2();
            void A2() => A3();
            void A3() { lock (_a) { } }
        }
        """);

    [Fact]
    public Task Where_the_locks_are_known_inside_it_is_reported_inside_alone() => Rule.Reports(
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            void M() => Inner();
            void Inner() { lock (_a) { lock ([|_b|]) { } } }
            void N() { lock (_b) { lock ([|_a|]) { } } }
        }
        """);

    [Fact]
    public Task Two_instances_are_another_rule_even_beside_an_inversion() => Rule.Reports(
        """
        class C
        {
            private static readonly object s_g = new();
            private readonly object _a = new();

            void M(C one, C other) { lock (one._a) { lock (other._a) { } } }
            void N() { lock (s_g) { lock ([|_a|]) { } } }
            void O() { lock (_a) { lock ([|s_g|]) { } } }
        }
        """);

    [Fact]
    public Task A_token_is_no_timeout() => Rule.Reports(
        """
        class C
        {
            private readonly SemaphoreSlim _a = new(1, 1), _b = new(1, 1);

            async Task M(CancellationToken token) { await _a.WaitAsync(token); await [|_b.WaitAsync(token)|]; _b.Release(); _a.Release(); }
            async Task N(CancellationToken token) { await _b.WaitAsync(token); await [|_a.WaitAsync(token)|]; _a.Release(); _b.Release(); }
        }
        """);

    [Fact]
    public Task A_Lock_without_the_members_that_a_lock_statement_needs_is_a_lock() => Rule.Reports(new Scenario
    {
        HasErrors = true,
        Sources =
        [
            """
            namespace System.Threading { public sealed class Lock { public void Enter() { } public void Exit() { } } }

            class C
            {
                private readonly Lock _a = new();
                private readonly object _b = new();

                void M() { lock (_b) { lock ([|_a|]) { } } }
                void N() { lock (_a) { lock ([|_b|]) { } } }
                void O() { _a.Enter(); lock (_a) { } _a.Exit(); lock (_b) { } }
            }
            """,
        ],
    });

    [Fact]
    public Task Another_child_is_locked_on_the_way_back() => Rule.IsSilentOn(
        """
        class Parent
        {
            readonly object _gate = new(); readonly Child _left = new(), _right = new();
            void Down() { lock (_gate) { lock (_left.Gate) { } } }
            void Up() { lock (_right.Gate) { lock (_gate) { } } }
        }
        class Child { public readonly object Gate = new(); }
        """);

    [Fact]
    public Task Both_locks_of_one_object_here_and_of_two_there() => Rule.IsSilentOn(
        """
        class Base { protected internal readonly object A = new(); }
        class Derived : Base
        {
            readonly object _b = new();
            void One() { lock (A) { lock (_b) { } } }
            void Two(Base other) { lock (_b) { lock (other.A) { } } }
        }
        """);

    [Fact]
    public Task A_work_item_runs_after_the_lock_it_was_queued_under() => Rule.IsSilentOn(
        """
        class C
        {
            readonly object _a = new(), _b = new();
            void Queue() { lock (_a) { ThreadPool.QueueUserWorkItem(_ => { lock (_b) { } }); } }
            void Other() { lock (_b) { lock (_a) { } } }
        }
        """);

    [Theory]
    [InlineData("Task", "Task.Yield()")]
    [InlineData("Missing", "Task.Yield()")]
    [InlineData("Missing", "Nowhere()")]
    public Task What_an_async_function_does_later_it_does_without_its_callers_lock(string type, string first) => Rule.Reports(new Scenario
    {
        HasErrors = true,
        Sources =
        [
            $$"""
            class C
            {
                readonly object _a = new(), _b = new(), _c = new();
                object _running;
                void Start() { lock (_a) { _running = RunAsync(); } }
                async {{type}} RunAsync() { await {{first}}; lock (_b) { lock ([|_a|]) { } } }
                void Begin() { lock (_a) { _running = [|BeginAsync()|]; } }
                async {{type}} BeginAsync() { lock (_b) { } await {{first}}; }
                void Go() { lock (_a) { _running = GoAsync(); } }
                async {{type}} GoAsync() { await {{first}}; lock (_c) { } }
                void Other() { lock (_c) { lock (_a) { } } }
            }
            """,
        ],
    });

    [Fact]
    public Task Whoever_gets_there_has_the_inner_lock_already() => Rule.IsSilentOn(Entered("lock (this) { Status(); }", "Status()", "_group.Dump()", "activation.Show()"));

    [Fact]
    public Task One_caller_without_the_lock_is_enough() => Rule.Reports(Entered("Status();", "[|Status()|]", "[|_group.Dump()|]", "[|activation.Show()|]"));

    private static string Entered(string other, string status, string dump, string show) =>
        $$"""
        class Activation
        {
            readonly Group _group = new();
            public string Show() { lock (this) { return "a"; } }
            public void Analyze() { lock (this) { {{status}}; } void Status() { _group.Dump(); } }
            public void Other() { {{other}} void Status() { _group.Dump(); } }
            public void Run() { lock (this) { {{dump}}; } }
        }
        sealed class Group
        {
            readonly object _gate = new();
            public Activation? Context;
            public string Dump() { lock (_gate) { return Context is { } activation ? {{show}} : ""; } }
        }
        """;
}
