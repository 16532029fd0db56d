using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<HeldAcrossSuspensionAnalyzer, HeldAcrossSuspensionFix>;

public sealed class HeldAcrossSuspensionTests
{
    [Theory]
    [InlineData("Monitor.Enter(_gate); try { [|await WorkAsync()|]; } finally { Monitor.Exit(_gate); }")]
    [InlineData("_rw.EnterReadLock(); try { [|await WorkAsync().ConfigureAwait(false)|]; } finally { _rw.ExitReadLock(); }")]
    [InlineData("_mutex.WaitOne(); [|await Task.Yield()|]; _mutex.ReleaseMutex();")]
    [InlineData("_lock.Enter(); try { [|await WorkAsync()|]; } finally { _lock.Exit(); }")]
    [InlineData("if (flag) Monitor.Enter(_gate); [|await WorkAsync()|]; if (flag) Monitor.Exit(_gate);")]
    [InlineData("_rw.EnterWriteLock(); try { [|await _slots.WaitAsync()|]; _slots.Release(); } finally { _rw.ExitWriteLock(); }")]
    [InlineData("Begin(); try { [|await WorkAsync()|]; } finally { End(); }")]
    [InlineData("var taken = false; _spin.Enter(ref taken); [|await WorkAsync()|]; _spin.Exit();")]
    [InlineData("_old.AcquireWriterLock(-1); [|await WorkAsync()|]; _old.ReleaseWriterLock();")]
    [InlineData("Monitor.Enter(_gate); try { [|await foreach|] (var item in Source()) Console.WriteLine(item); } finally { Monitor.Exit(_gate); }")]
    [InlineData("Func<Task> later = async () => { Monitor.Enter(_gate); try { [|await WorkAsync()|]; } finally { Monitor.Exit(_gate); } }; await later();")]
    public Task Await_under_a_lock_of_a_thread(string body) => Rule.Reports(Source.Method(
        body, "async Task", "private void Begin() => Monitor.Enter(_gate); private void End() => Monitor.Exit(_gate); private static async IAsyncEnumerable<int> Source() { await Task.Yield(); yield return 1; }")
        .Replace("[|await foreach|]", "await [|foreach|]", StringComparison.Ordinal));

    [Theory]
    [InlineData("lock (_gate) { foreach (var item in _items) [|yield return item;|] }")]
    [InlineData("_rw.EnterReadLock(); try { [|yield return 1;|] } finally { _rw.ExitReadLock(); }")]
    [InlineData("Monitor.Enter(_gate); [|yield return _count;|] Monitor.Exit(_gate);")]
    public Task Yield_under_a_lock_of_a_thread(string body) => Rule.Reports(Source.Method(body, "IEnumerable<int>"));

    [Theory]
    [InlineData("await _slots.WaitAsync(); try { await WorkAsync(); } finally { _slots.Release(); }")]
    [InlineData("lock (_gate) { Work(); } await WorkAsync();")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); } await WorkAsync();")]
    [InlineData("lock (_gate) { Task.Run(async () => await WorkAsync()); } await WorkAsync();")]
    [InlineData("Task pending; lock (_gate) pending = WorkAsync(); await pending;")]
    [InlineData("if (!Monitor.TryEnter(_gate)) { await WorkAsync(); return; } Monitor.Exit(_gate);")]
    [InlineData("_rw.EnterReadLock(); var seen = _count; _rw.ExitReadLock(); await WorkAsync(); Console.WriteLine(seen);")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); await WorkAsync(); }")]
    public Task Await_without_one(string body) => Rule.IsSilentOn(Source.Method(body, "async Task"));

    [Theory]
    [InlineData("lock (_gate) { if (flag) yield break; } yield return 1;")]
    [InlineData("int[] copy; lock (_gate) copy = [.. _items]; foreach (var item in copy) yield return item;")]
    [InlineData("_slots.Wait(); try { yield return 1; } finally { _slots.Release(); }")]
    public Task Yield_without_one(string body) => Rule.IsSilentOn(Source.Method(body, "IEnumerable<int>"));

    [Fact]
    public Task The_story_names_the_acquisition() => Rule.Explains(
        Source.Method("_mutex.WaitOne();\ntry\n{\n    [|await WorkAsync()|];\n}\nfinally\n{\n    _mutex.ReleaseMutex();\n}", "async Task"),
        """
        Test0.cs(20): '_mutex' is held across this await: what follows may run on another thread, and only the thread that acquired it can release it
            Test0.cs(17): _mutex.WaitOne()
        """);

    [Fact]
    public Task A_semaphore_is_waited_for_and_released_wherever_the_lock_was() => Rule.Fixes(
        """
        class Cache
        {
            // Guards what is written.
            private readonly object _gate = new();
            private int _count;

            public async Task Save(Stream stream)
            {
                // One writer at a time.
                Monitor.Enter(_gate);
                try
                {
                    [|await stream.FlushAsync()|]; // slow
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }

            public async Task Count()
            {
                lock (_gate) // short
                {
                    _count++;
                }

                await Task.Yield();
            }

            public int Read()
            {
                lock (this._gate)
                    return _count; // as it is now
            }
        }
        """,
        """
        class Cache
        {
            // Guards what is written.
            private readonly SemaphoreSlim _gate = new(1, 1);
            private int _count;

            public async Task Save(Stream stream)
            {
                // One writer at a time.
                await _gate.WaitAsync();
                try
                {
                    await stream.FlushAsync(); // slow
                }
                finally
                {
                    _gate.Release();
                }
            }

            public async Task Count()
            {
                await _gate.WaitAsync(); // short
                try
                {
                    _count++;
                }
                finally
                {
                    _gate.Release();
                }

                await Task.Yield();
            }

            public int Read()
            {
                this._gate.Wait();
                try
                {
                    return _count; // as it is now
                }
                finally
                {
                    this._gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task A_lock_and_its_scopes_become_a_semaphore() => Rule.Fixes(
        """
        class Cache
        {
            private static readonly Lock s_lock = new Lock();

            public async Task Save(Stream stream)
            {
                s_lock.Enter();
                try { [|await stream.FlushAsync().ConfigureAwait(false)|]; }
                finally { s_lock.Exit(); }
            }

            public void Clear()
            {
                if (s_lock.TryEnter())
                    s_lock.Exit();

                using (s_lock.EnterScope()) { }
                if (!s_lock.TryEnter(100)) return;
                s_lock.Exit();
            }
        }
        """,
        """
        class Cache
        {
            private static readonly SemaphoreSlim s_lock = new SemaphoreSlim(1, 1);

            public async Task Save(Stream stream)
            {
                await s_lock.WaitAsync().ConfigureAwait(false);
                try { await stream.FlushAsync().ConfigureAwait(false); }
                finally { s_lock.Release(); }
            }

            public void Clear()
            {
                if (s_lock.Wait(0))
                    s_lock.Release();

                s_lock.Wait();
                try
                { }
                finally
                {
                    s_lock.Release();
                }
                if (!s_lock.Wait(100)) return;
                s_lock.Release();
            }
        }
        """);

    [Fact]
    public Task A_mutex_and_the_variable_that_says_it_is_taken() => Rule.Fixes(
        """
        class Cache
        {
            private readonly Mutex _mutex = new();
            public async Task Save(Stream stream) { _mutex.WaitOne(); [|await stream.FlushAsync()|]; _mutex.ReleaseMutex(); }
            public bool IsFree() { if (!_mutex.WaitOne(0)) return false; _mutex.ReleaseMutex(); return true; }
        }
        class Other
        {
            private readonly object _gate = new();
            public async Task Save(Stream stream)
            {
                var taken = false;
                try
                {
                    Monitor.Enter(_gate, ref taken);
                    [|await stream.FlushAsync()|];
                }
                finally
                {
                    if (taken) Monitor.Exit(_gate);
                }
            }
        }
        """,
        """
        class Cache
        {
            private readonly SemaphoreSlim _mutex = new(1, 1);
            public async Task Save(Stream stream) { await _mutex.WaitAsync(); await stream.FlushAsync(); _mutex.Release(); }
            public bool IsFree() { if (!_mutex.Wait(0)) return false; _mutex.Release(); return true; }
        }
        class Other
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            public async Task Save(Stream stream)
            {
                var taken = false;
                try
                {
                    await _gate.WaitAsync();
                    taken = true;
                    await stream.FlushAsync();
                }
                finally
                {
                    if (taken) _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task An_iterator_holds_a_semaphore() => Rule.Fixes(
        """
        class Items
        {
            private readonly object _gate = new();
            private readonly List<int> _items = [];
            public IEnumerable<int> All() { lock (_gate) { foreach (var item in _items) [|yield return item;|] } }
        }
        """,
        """
        class Items
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private readonly List<int> _items = [];
            public IEnumerable<int> All() { _gate.Wait(); try { foreach (var item in _items) yield return item; } finally { _gate.Release(); } }
        }
        """);

    [Fact]
    public Task All_at_once() => Rule.FixAll(
        """
        class One
        {
            private readonly object _gate = new(), _unused = new();
            private readonly Lock _lock = new();
            private readonly Mutex _mutex = new();
            public async Task A() { _lock.Enter(); try { [|await Task.Yield()|]; [|await Task.Yield()|]; } finally { _lock.Exit(); } }
            public async Task B() { _mutex.WaitOne(); try { [|await Task.Yield()|]; } finally { _mutex.ReleaseMutex(); } }
            public async Task C() { _lock.Enter(); try { [|await Task.Yield()|]; } finally { _lock.Exit(); } }
        }
        """,
        """
        class One
        {
            private readonly object _gate = new(), _unused = new();
            private readonly SemaphoreSlim _lock = new(1, 1);
            private readonly SemaphoreSlim _mutex = new(1, 1);
            public async Task A() { await _lock.WaitAsync(); try { await Task.Yield(); await Task.Yield(); } finally { _lock.Release(); } }
            public async Task B() { await _mutex.WaitAsync(); try { await Task.Yield(); } finally { _mutex.Release(); } }
            public async Task C() { await _lock.WaitAsync(); try { await Task.Yield(); } finally { _lock.Release(); } }
        }
        """);

    [Fact]
    public Task A_mutex_of_the_library_is_entered_by_leases() => Rule.Fixes(
        WithLibrary("""
        class Cache
        {
            // Guards what is written.
            private readonly object _gate = new();
            private int _count;

            public async Task Save(Stream stream)
            {
                // One writer at a time.
                Monitor.Enter(_gate); // all of it
                try
                {
                    [|await stream.FlushAsync()|]; // slow
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }

            public async Task<int> Copy(Stream stream)
            {
                Monitor.Enter(_gate);
                if (_count == 0)
                {
                    Monitor.Exit(_gate);
                    return 0;
                }

                [|await stream.FlushAsync()|];
                Monitor.Exit(_gate);
                return 1;
            }

            public int Read()
            {
                lock (_gate)
                    return _count; // as it is now
            }
        }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class Cache
        {
            // Guards what is written.
            private readonly AsyncMutex _gate = new();
            private int _count;

            public async Task Save(Stream stream)
            {
                // One writer at a time.
                using (await _gate.EnterScopeAsync()) // all of it
                {
                    await stream.FlushAsync(); // slow
                }
            }

            public async Task<int> Copy(Stream stream)
            {
                using (await _gate.EnterScopeAsync())
                {
                    if (_count == 0)
                    {
                        return 0;
                    }

                    await stream.FlushAsync();
                }
                return 1;
            }

            public int Read()
            {
                using (_gate.EnterScope())
                    return _count; // as it is now
            }
        }
        """), "Use an AsyncMutex as the lock");

    [Fact]
    public Task All_at_once_with_the_library() => Rule.FixAll(
        WithLibrary("""
        class One
        {
            private readonly Lock _lock = new();
            public async Task A() { _lock.Enter(); try { [|await Task.Yield()|]; } catch (IOException) { } finally { Console.WriteLine(); _lock.Exit(); } }
            public async Task B() { _lock.Enter(); try { [|await Task.Yield()|]; } finally { _lock.Exit(); } }
            public async Task C() { using (_lock.EnterScope()) { } await Task.Yield(); }
        }
        class Two
        {
            private readonly Lock _lock = new Lock();
            public async Task A() { _lock.Enter(); try { [|await Task.Yield()|]; } finally { _lock.Exit(); } }
        }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class One
        {
            private readonly AsyncMutex _lock = new();
            public async Task A() {
                using (await _lock.EnterScopeAsync())
                {
                    try { await Task.Yield(); } catch (IOException) { } finally { Console.WriteLine(); }
                }
            }
            public async Task B() { using (await _lock.EnterScopeAsync()) { await Task.Yield(); } }
            public async Task C() { using (await _lock.EnterScopeAsync()) { } await Task.Yield(); }
        }
        class Two
        {
            private readonly AsyncMutex _lock = new AsyncMutex();
            public async Task A() { using (await _lock.EnterScopeAsync()) { await Task.Yield(); } }
        }
        """), "Use an AsyncMutex as the lock");

    [Theory]
    [InlineData("private readonly object _gate = new(); void Pause() { lock (_gate) Monitor.Wait(_gate); }")]
    [InlineData("private readonly object _gate = new(); bool IsMine => Monitor.IsEntered(_gate);")]
    [InlineData("private readonly object _gate = new(); object Shared => _gate;")]
    [InlineData("private readonly object _gate = new(); void Again() { lock (_gate) Count(); } void Count() { lock (_gate) { } }")]
    [InlineData("private object _gate = new(); void Renew() => _gate = new();")]
    [InlineData("public readonly object _gate = new();")]
    [InlineData("protected readonly object _gate = new();")]
    [InlineData("private readonly object _gate; public C() => _gate = new();")]
    [InlineData("private readonly object _gate = \"gate\";")]
    [InlineData("private readonly object _gate = new(); void Say() { lock /* the gate */ (_gate) { } }")]
    public Task What_the_lock_is_used_for_otherwise_needs_it(string members) => Rule.ReportsWithoutFix(WithLibrary(
        "#pragma warning disable CS1998\nclass C { " + members + " async Task M() { Monitor.Enter(_gate); try { [|await Task.Yield()|]; } finally { Monitor.Exit(_gate); } } }"));

    [Fact]
    public Task Another_part_of_the_type_may_use_the_lock() => Rule.ReportsWithoutFix(Scenario.FromSources([
        "partial class C { private readonly object _gate = new(); async Task M() { Monitor.Enter(_gate); try { [|await Task.Yield()|]; } finally { Monitor.Exit(_gate); } } }",
        "partial class C { void N() { lock (_gate) { } } }"]));

    [Theory]
    [InlineData("async Task Sum() { Span<int> numbers = stackalloc int[1]; lock (_gate) { } numbers[0]++; }")]
    [InlineData("async Task Both() { lock (_other) { lock (_gate) { } } }")]
    [InlineData("IEnumerable<int> All() { lock (_gate) { [|yield return 1;|] } }")]
    public Task Where_only_one_of_the_two_can_be_had(string member) => Rule.ReportsWithoutFix(
        "#pragma warning disable CS1998\nclass C { private readonly object _gate = new(), _other = new(); " + member + " async Task M() { Monitor.Enter(_gate); try { [|await Task.Yield()|]; } finally { Monitor.Exit(_gate); } } }");

    [Fact]
    public Task Without_the_library_its_mutex_is_not_offered() => Rule.DoesNotOffer(
        "class C { private readonly Lock _lock = new(); async Task M() { _lock.Enter(); try { [|await Task.Yield()|]; } finally { _lock.Exit(); } } }", "Use an AsyncMutex as the lock");

    private static Scenario WithLibrary(string source) => Scenario.FromSources([source]) with { Libraries = [typeof(SyncPrimitives.AsyncMutex).Assembly] };
}
