namespace SyncAnalyzers.Rules.Tests.Truths;

/// <summary>Which orders of two locks deadlock.</summary>
public sealed class OrderTruths
{
    [Fact]
    public Task Opposite_orders_deadlock() => Truth.Hangs(
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            void Thread1() { lock (_a) { Meet(); lock ({|SYNC1001:_b|}) { } } }
            void Thread2() { lock (_b) { Meet(); lock ({|SYNC1001:_a|}) { } } }
        }
        """);

    [Fact]
    public Task A_gate_around_both_orders_keeps_them_apart() => Truth.Completes(
        """
        class C
        {
            private readonly object _gate = new(), _a = new(), _b = new();

            void Thread1() { lock (_gate) lock (_a) { Meet(); lock (_b) { } } }
            void Thread2() { lock (_gate) lock (_b) { Meet(); lock (_a) { } } }
        }
        """);

    [Fact]
    public Task A_gate_of_each_instance_does_not_keep_them_apart() => Truth.Hangs(
        """
        class C
        {
            private static readonly object s_a = new(), s_b = new();
            private static readonly C s_one = new(), s_other = new();
            private readonly object _gate = new();

            void Thread1() => s_one.Forth();
            void Thread2() => s_other.Back();
            void Forth() { lock (_gate) lock (s_a) { Meet(); lock ({|SYNC1001:s_b|}) { } } }
            void Back() { lock (_gate) lock (s_b) { Meet(); lock ({|SYNC1001:s_a|}) { } } }
        }
        """);

    [Fact]
    public Task A_try_with_a_timeout_gives_up() => Truth.Completes(
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            void Thread1() { lock (_a) { Meet(); if (Monitor.TryEnter(_b, 50)) Monitor.Exit(_b); } }
            void Thread2() { lock (_b) { Meet(); lock (_a) { } } }
        }
        """);

    [Fact]
    public Task A_try_without_limit_does_not() => Truth.Hangs(
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            void Thread1() { lock (_a) { Meet(); if ({|SYNC1001:Monitor.TryEnter(_b, Timeout.Infinite)|}) Monitor.Exit(_b); } }
            void Thread2() { lock (_b) { Meet(); lock ({|SYNC1001:_a|}) { } } }
        }
        """);

    [Fact]
    public Task Three_threads_in_a_circle_deadlock() => Truth.Hangs(
        """
        class C
        {
            private readonly object _a = new(), _b = new(), _c = new();
            private readonly Barrier _all = new(3);

            void Thread1() { lock (_a) { _all.SignalAndWait(60_000); lock ({|SYNC1001:_b|}) { } } }
            void Thread2() { lock (_b) { _all.SignalAndWait(60_000); lock ({|SYNC1001:_c|}) { } } }
            void Thread3() { lock (_c) { _all.SignalAndWait(60_000); lock ({|SYNC1001:_a|}) { } } }
        }
        """);

    [Theory]
    [InlineData("Mutex", "new()", "WaitOne", "ReleaseMutex")]
    [InlineData("SemaphoreSlim", "new(1, 1)", "Wait", "Release")]
    [InlineData("Semaphore", "new(1, 1)", "WaitOne", "Release")]
    [InlineData("Lock", "new()", "Enter", "Exit")]
    [InlineData("ReaderWriterLockSlim", "new()", "EnterWriteLock", "ExitWriteLock")]
    public Task Every_exclusive_lock_deadlocks_in_opposite_orders(string type, string value, string enter, string exit) => Truth.Hangs(
        $$"""
        class C
        {
            private readonly {{type}} _a = {{value}}, _b = {{value}};

            void Thread1() { _a.{{enter}}(); Meet(); {|SYNC1001:_b.{{enter}}()|}; _b.{{exit}}(); _a.{{exit}}(); }
            void Thread2() { _b.{{enter}}(); Meet(); {|SYNC1001:_a.{{enter}}()|}; _a.{{exit}}(); _b.{{exit}}(); }
        }
        """);

    [Fact]
    public Task Semaphores_with_two_permits_do_not_exclude() => Truth.Completes(
        """
        class C
        {
            private readonly SemaphoreSlim _a = new(2, 2), _b = new(2, 2);

            void Thread1() { _a.Wait(); Meet(); _b.Wait(); _b.Release(); _a.Release(); }
            void Thread2() { _b.Wait(); Meet(); _a.Wait(); _a.Release(); _b.Release(); }
        }
        """);

    [Fact]
    public Task Readers_without_writers_let_each_other_in() => Truth.Completes(
        """
        class C
        {
            private readonly ReaderWriterLockSlim _a = new(), _b = new();

            void Thread1() { _a.EnterReadLock(); Meet(); _b.EnterReadLock(); _b.ExitReadLock(); _a.ExitReadLock(); }
            void Thread2() { _b.EnterReadLock(); Meet(); _a.EnterReadLock(); _a.ExitReadLock(); _b.ExitReadLock(); }
        }
        """);

    [Fact]
    public Task Readers_with_a_writer_waiting_on_each_deadlock() => Truth.Hangs(
        """
        class C
        {
            private readonly ReaderWriterLockSlim _a = new(), _b = new();

            void Thread1() { _a.EnterReadLock(); Meet(); Wait(_b); {|SYNC1001:_b.EnterReadLock()|}; _b.ExitReadLock(); _a.ExitReadLock(); }
            void Thread2() { _b.EnterReadLock(); Meet(); Wait(_a); {|SYNC1001:_a.EnterReadLock()|}; _a.ExitReadLock(); _b.ExitReadLock(); }
            void Thread3() { Read(_a); _a.EnterWriteLock(); _a.ExitWriteLock(); }
            void Thread4() { Read(_b); _b.EnterWriteLock(); _b.ExitWriteLock(); }

            static void Wait(ReaderWriterLockSlim l) { while (l.WaitingWriteCount == 0) Thread.Sleep(1); }
            static void Read(ReaderWriterLockSlim l) { while (l.CurrentReadCount == 0) Thread.Sleep(1); }
        }
        """);

    [Fact]
    public Task A_reader_and_a_lock_without_a_writer_go_together() => Truth.Completes(
        """
        class C
        {
            private readonly ReaderWriterLockSlim _a = new();
            private readonly object _b = new();

            void Thread1() { _a.EnterReadLock(); Meet(); lock (_b) { } _a.ExitReadLock(); }
            void Thread2() { lock (_b) { Meet(); _a.EnterReadLock(); _a.ExitReadLock(); } }
        }
        """);

    [Fact]
    public Task A_reader_and_a_lock_with_a_waiting_writer_deadlock() => Truth.Hangs(
        """
        class C
        {
            private readonly ReaderWriterLockSlim _a = new();
            private readonly object _b = new();

            void Thread1() { _a.EnterReadLock(); Meet(); lock ({|SYNC1001:_b|}) { } _a.ExitReadLock(); }
            void Thread2() { lock (_b) { Meet(); while (_a.WaitingWriteCount == 0) Thread.Sleep(1); {|SYNC1001:_a.EnterReadLock()|}; _a.ExitReadLock(); } }
            void Thread3() { while (_a.CurrentReadCount == 0) Thread.Sleep(1); _a.EnterWriteLock(); _a.ExitWriteLock(); }
        }
        """);

    [Fact]
    public Task What_another_thread_takes_later_is_no_order() => Truth.Completes(
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            void Thread1() { lock (_a) { Meet(); Task.Run(() => { lock (_b) { } }); } }
            void Thread2() { lock (_b) { Meet(); lock (_a) { } } }
        }
        """);

    [Fact]
    public Task The_factory_of_a_concurrent_dictionary_runs_under_no_lock() => Truth.Completes(
        """
        class C
        {
            private readonly object _a = new();
            private readonly ConcurrentDictionary<int, int> _map = new();

            void Thread1() => _map.GetOrAdd(1, key => { Meet(); lock (_a) { return key; } });
            void Thread2() { lock (_a) { Meet(); _map.GetOrAdd(1, key => key); } }
        }
        """);

    [Fact]
    public Task A_Lock_locked_as_an_object_is_another_lock() => Truth.Completes(
        """
        #pragma warning disable CS9216
        class C
        {
            private readonly Lock _a = new();
            private readonly object _b = new();

            void Thread1() { lock (_a) { Meet(); lock (_b) { } } }
            void Thread2() { lock (_b) { Meet(); lock ((object)_a) { } } }
        }
        """);

    [Fact]
    public Task The_runtime_breaks_cycles_of_static_constructors() => Truth.Completes(
        """
        class C
        {
            void Thread1() => One.Touch();
            void Thread2() => Two.Touch();

            static class One { static One() { Meet(); Two.Touch(); } public static void Touch() { } }
            static class Two { static Two() { Meet(); One.Touch(); } public static void Touch() { } }
        }
        """);

    [Fact]
    public Task A_lock_taken_again_by_its_holder_is_no_order() => Truth.Completes(
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            void Thread1() { lock (_a) { Meet(); lock (_b) { lock (_a) { } } } }
            void Thread2() { lock (_a) { Meet(); lock (_b) { } } }
        }
        """);
}
