using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;

/// <summary>How far a lock is followed: through objects, calls, events and locals.</summary>
public sealed class LockOrderReachTests
{
    [Fact]
    public Task Parent_and_child_that_call_each_other() => Rule.Reports(
        """
        class Parent
        {
            private readonly object _gate = new();
            private readonly Child _child;
            public Parent() => _child = new Child(this);

            public void Update() { lock (_gate) { [|_child.Refresh()|]; } }
            public void Notify() { lock (_gate) { } }
        }
        """,
        """
        class Child(Parent parent)
        {
            private readonly object _gate = new();

            public void Refresh() { lock (_gate) { } }
            public void Change() { lock (_gate) { [|parent.Notify()|]; } }
        }
        """);

    [Fact]
    public Task Through_an_interface_with_one_implementation() => Rule.Reports(
        """
        interface IStore { void Put(); }

        class Store : IStore
        {
            internal static readonly object Gate = new();
            public void Put() { lock (Gate) { } }
        }

        class Cache
        {
            private static readonly object s_gate = new();

            void Fill(IStore store) { lock (s_gate) { [|store.Put()|]; } }
            void Drop() { lock (Store.Gate) { lock ([|s_gate|]) { } } }
        }
        """);

    [Fact]
    public Task Base_classes_partial_types_and_generics() => Rule.Reports(
        """
        abstract class Base
        {
            protected readonly object Gate = new();
            protected void Take() { lock (Gate) { } }
        }

        partial class Derived<T> : Base
        {
            private readonly object _own = new();
            void M() { lock (_own) { [|Take()|]; } }
        }
        """,
        """
        partial class Derived<T>
        {
            void N() { lock (Gate) { lock ([|_own|]) { } } }
        }
        """);

    [Fact]
    public Task An_event_raised_under_a_lock_runs_its_handlers_there() => Rule.Reports(
        """
        class Feed
        {
            private readonly object _gate = new();
            public event Action? Changed;

            public void Publish() { lock (_gate) { Changed?[|.Invoke()|]; } }
            public int Count() { lock (_gate) { return 1; } }
        }
        """,
        """
        class View
        {
            private readonly object _rows = new();
            private readonly Feed _feed;

            public View(Feed feed)
            {
                _feed = feed;
                feed.Changed += Refresh;
            }

            public void Draw() { lock (_rows) { [|_feed.Count()|]; } }
            private void Refresh() { lock (_rows) { } }
        }
        """);

    [Fact]
    public Task A_lock_handed_to_two_types_is_one_lock() => Rule.Reports(
        """
        class Reader(object table, object log)
        {
            public void M() { lock (table) { lock ([|log|]) { } } }
        }

        class Writer
        {
            private readonly object _table, _log;
            public Writer(object table, object log) { _table = table; _log = log; }
            public void N() { lock (_log) { lock ([|_table|]) { } } }
        }

        class Program
        {
            void Start()
            {
                object table = new(), log = new();
                var reader = new Reader(table, log);
                var writer = new Writer(table, log);
                Task.Run(reader.M);
                Task.Run(writer.N);
            }
        }
        """);

    [Fact]
    public Task A_lock_handed_over_under_another_name_of_the_type() => Rule.Reports(
        """
        using Source = Reader;

        class Reader(object table, object log)
        {
            public void M() { lock (table) { lock ([|log|]) { } } }
        }

        class Program
        {
            private static readonly object s_table = new(), s_log = new();
            private readonly Source _source = new Source(s_table, s_log);
            void N() { lock (s_log) { lock ([|s_table|]) { } } }
        }
        """);

    [Fact]
    public Task A_lock_that_an_owner_hands_to_its_part() => Rule.Reports(
        """
        class Hub
        {
            private readonly object _gate = new(), _ioGate = new();
            private readonly Channel _channel;
            public Hub() => _channel = new Channel(_ioGate);

            public void Send(string text) { lock (_gate) { [|_channel.Send(text)|]; } }
            public void Drain() { lock (_ioGate) { lock ([|_gate|]) { } } }
        }

        class Channel(object io)
        {
            public void Send(string text) => Put(text);
            private void Put(string text) { lock (io) { } }
        }
        """);

    [Fact]
    public Task Two_locks_of_one_type_that_one_object_keeps() => Rule.Reports(
        AsyncLocks("[|_sessions.LockAsync()|]", "using (await _sessions.LockAsync()) { using var inner = await [|_users.LockAsync()|]; }"));

    [Theory]
    [InlineData("run();")]
    [InlineData("run.Invoke();")]
    [InlineData("run?.Invoke();")]
    [InlineData("var now = run; now();")]
    public Task Two_static_locks_of_one_type_that_run_what_they_are_handed(string body) => Rule.Reports(
        $$"""
        sealed class Gate
        {
            private readonly object _gate = new();
            public void Pass() { lock (_gate) { } }
            public void Hold(Action run) { lock (_gate) { {{body}} } }
        }

        class Editor
        {
            private static readonly Gate s_text = new(), s_view = new();
            void Type() => [|s_text.Hold(() => s_view.Pass())|];
            void Scroll() => [|s_view.Hold(() => s_text.Pass())|];
        }
        """);

    [Fact]
    public Task Two_locks_of_one_type_in_one_order() => Rule.IsSilentOn(
        AsyncLocks("_sessions.LockAsync()", "using (await _users.LockAsync()) { using var inner = await _sessions.LockAsync(); } using var last = await _users.LockAsync();"));

    private static string AsyncLocks(string inner, string body) =>
        $$"""
        sealed class AsyncLock
        {
            private readonly SemaphoreSlim _semaphore = new(1, 1);
            public async Task<IDisposable> LockAsync() { await _semaphore.WaitAsync().ConfigureAwait(false); return new Releaser(_semaphore); }
            private sealed class Releaser(SemaphoreSlim semaphore) : IDisposable { public void Dispose() => semaphore.Release(); }
        }

        class Store
        {
            private readonly AsyncLock _users = new(), _sessions = new();
            public async Task Login() { using var users = await _users.LockAsync(); using var sessions = await {{inner}}; await Task.Yield(); }
            public async Task Sweep() { {{body}} await Task.Yield(); }
        }
        """;

    [Fact]
    public Task Locks_handed_over_by_several_owners_stay_apart() => Rule.IsSilentOn(
        """
        class Reader(object table, object log)
        {
            public void M() { lock (table) { lock (log) { } } }
        }

        class Writer(object table, object log)
        {
            public void N() { lock (log) { lock (table) { } } }
        }

        class Program
        {
            private static readonly object s_a = new(), s_b = new(), s_c = new();

            void Start()
            {
                _ = new Reader(s_a, s_b);
                _ = new Writer(s_a, s_c);
            }
        }
        """);

    [Fact]
    public Task Locals_that_two_threads_share() => Rule.Reports(
        """
        class C
        {
            void M()
            {
                var a = new object();
                var b = new object();
                Task.Run(() => { lock (a) { lock ([|b|]) { } } });
                Task.Run(() => { lock (b) { lock ([|a|]) { } } });
            }
        }
        """);

    [Fact]
    public Task Top_level_statements() => Rule.Reports(Scenario.FromSources(
        [
            """
            object a = new(), b = new();
            new Thread(() => { lock (a) { lock ([|b|]) { } } }).Start();
            lock (b) { lock ([|a|]) { } }
            """,
        ]));
}
