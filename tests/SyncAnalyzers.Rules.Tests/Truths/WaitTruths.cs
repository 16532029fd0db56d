namespace SyncAnalyzers.Rules.Tests.Truths;

/// <summary>Waiting, under a lock, for somebody else.</summary>
public sealed class WaitTruths
{
    [Theory]
    [InlineData("lock (_a) { {|SYNC1006:Task.Run(() => { lock (_a) { } }).Wait()|}; }")]
    [InlineData("lock (_a) { var t = new Thread(() => { lock (_a) { } }) { IsBackground = true }; t.Start(); {|SYNC1006:t.Join()|}; }")]
    [InlineData("lock (_a) { {|SYNC1006:Parallel.Invoke(() => { lock (_a) { } }, () => { lock (_a) { } })|}; }")]
    public Task For_one_who_needs_the_lock_hangs(string body) => Truth.Hangs(Waiter(body));

    [Theory]
    [InlineData("lock (_a) { Task.Run(() => { lock (_a) { } }).Wait(20); }")]
    [InlineData("lock (_a) { Task.Run(() => { lock (_b) { } }).Wait(); }")]
    [InlineData("Task t; lock (_a) { t = Task.Run(() => { lock (_a) { } }); } t.Wait();")]
    public Task Not_for_ever_or_for_one_who_does_not_or_after_the_release_completes(string body) => Truth.Completes(Waiter(body));

    [Fact]
    public Task An_event_that_is_only_set_under_the_lock_never_is() => Truth.Hangs(
        """
        class C
        {
            private readonly object _a = new();
            private readonly ManualResetEventSlim _ready = new();

            void Thread1() { lock (_a) { Meet(); {|SYNC1006:_ready.Wait()|}; } }
            void Thread2() { Meet(); lock (_a) { _ready.Set(); } }
        }
        """);

    [Fact]
    public Task One_that_is_set_without_the_lock_is() => Truth.Completes(
        """
        class C
        {
            private readonly object _a = new();
            private readonly ManualResetEventSlim _ready = new();

            void Thread1() { lock (_a) { Meet(); _ready.Wait(); } }
            void Thread2() { Meet(); _ready.Set(); }
        }
        """);

    [Fact]
    public Task Awaiting_under_a_semaphore_what_needs_it_hangs() => Truth.Hangs(
        """
        class C
        {
            private readonly SemaphoreSlim _s = new(1, 1);

            async Task Thread1()
            {
                await _s.WaitAsync();
                {|SYNC1006:await Task.Run(async () => { await _s.WaitAsync(); _s.Release(); })|};
                _s.Release();
            }
        }
        """);

    [Fact]
    public Task Monitor_Wait_gives_up_every_level_of_its_lock() => Truth.Completes(
        """
        class C
        {
            private readonly object _a = new();
            private bool _isReady;

            void Thread1() { lock (_a) lock (_a) { while (!_isReady) Monitor.Wait(_a); } }
            void Thread2() { lock (_a) { _isReady = true; Monitor.PulseAll(_a); } }
        }
        """);

    [Fact]
    public Task Monitor_Wait_keeps_every_other_lock() => Truth.Hangs(
        """
        class C
        {
            private readonly object _a = new(), _outer = new();
            private bool _isReady;

            void Thread1() { lock (_outer) lock (_a) { Meet(); while (!_isReady) {|SYNC1009:Monitor.Wait(_a)|}; } }
            void Thread2() { Meet(); lock (_outer) lock (_a) { _isReady = true; Monitor.PulseAll(_a); } }
        }
        """);

    [Fact]
    public Task Which_does_no_harm_where_the_pulse_needs_none_of_them() => Truth.Completes(
        """
        class C
        {
            private readonly object _a = new(), _outer = new();
            private bool _isReady;

            void Thread1() { lock (_outer) lock (_a) { while (!_isReady) Monitor.Wait(_a); } }
            void Thread2() { lock (_a) { _isReady = true; Monitor.PulseAll(_a); } }
        }
        """);

    [Fact]
    public Task Nor_where_the_wait_is_timed() => Truth.Completes(
        """
        class C
        {
            private readonly object _a = new(), _outer = new();

            void Thread1() { lock (_outer) lock (_a) { Meet(); Monitor.Wait(_a, 20); } }
            void Thread2() { Meet(); lock (_outer) lock (_a) { Monitor.PulseAll(_a); } }
        }
        """);

    private static string Waiter(string body) =>
        $$"""
        class C
        {
            private readonly object _a = new(), _b = new();

            void Thread1() { {{body}} }
        }
        """;
}
