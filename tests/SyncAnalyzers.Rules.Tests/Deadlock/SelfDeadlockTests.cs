using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<SelfDeadlockAnalyzer>;

public sealed class SelfDeadlockTests
{
    [Fact]
    public Task The_story_says_what_happens() => Rule.Explains(
        """
        class C
        {
            private readonly SemaphoreSlim _slot = new(1, 1);

            async Task Save()
            {
                await _slot.WaitAsync();
                try { await [|Flush()|]; } finally { _slot.Release(); }
            }

            async Task Flush()
            {
                await _slot.WaitAsync();
                try { await Task.Yield(); } finally { _slot.Release(); }
            }
        }
        """,
        """
        Test0.cs(8): '_slot' is acquired through C.Flush while it is already held, and a SemaphoreSlim does not let its holder in twice: the thread waits for itself for ever
            Test0.cs(7): _slot.WaitAsync()
            Test0.cs(8): Flush()
            Test0.cs(13): _slot.WaitAsync()
        """);

    [Theory]
    [InlineData("_slot.Wait(); [|_slot.Wait()|]; _slot.Release(); _slot.Release();")]
    [InlineData("_slot.Wait(); try { [|Take()|]; } finally { _slot.Release(); }")]
    [InlineData("bool a = false, b = false; _spin.Enter(ref a); [|_spin.Enter(ref b)|]; _spin.Exit();")]
    [InlineData("_rw.EnterReadLock(); [|_rw.EnterReadLock()|]; _rw.ExitReadLock(); _rw.ExitReadLock();")]
    [InlineData("_rw.EnterWriteLock(); [|_rw.EnterWriteLock()|]; _rw.ExitWriteLock(); _rw.ExitWriteLock();")]
    [InlineData("_rw.EnterWriteLock(); try { [|Read()|]; } finally { _rw.ExitWriteLock(); }")]
    [InlineData("_kernel.WaitOne(); [|_kernel.WaitOne()|]; _kernel.Release(2);")]
    [InlineData("lock (_gate) { _slot.Wait(); try { [|Outer()|]; } finally { _slot.Release(); } }")]
    [InlineData("_slot.Wait(); try { [|_items.ForEach(x => Take())|]; } finally { _slot.Release(); }")]
    public Task Acquired_again(string body) => Rule.Reports(Members(body));

    [Fact]
    public Task A_function_that_calls_itself() => Rule.Reports(
        """
        class C
        {
            private readonly SemaphoreSlim _slot = new(1, 1);

            void Visit(int depth) { _slot.Wait(); try { [|Visit(depth + 1)|]; } finally { _slot.Release(); } }

            void Open(bool hasLock)
            {
                if (hasLock) return;
                _slot.Wait();
                try { Open(hasLock: true); } finally { _slot.Release(); }
            }
        }
        """);

    [Fact]
    public Task A_call_that_can_go_elsewhere_proves_nothing() => Rule.IsSilentOn(
        """
        interface IStep { void Run(); }

        class Locked : IStep
        {
            private static readonly SemaphoreSlim s_slot = new(1, 1);
            public void Run() { s_slot.Wait(); s_slot.Release(); }
            public void All(IStep next) { s_slot.Wait(); try { next.Run(); } finally { s_slot.Release(); } }
        }

        class Free : IStep { public void Run() { } }
        """);

    [Fact]
    public Task Inside_a_delegate_that_a_helper_runs_under_the_lock() => Rule.Reports(
        """
        class C
        {
            private readonly SemaphoreSlim _slot = new(1, 1);
            private readonly List<int> _items = [];

            private T Locked<T>(Func<T> run) { _slot.Wait(); try { return run(); } finally { _slot.Release(); } }

            public int Count() => Locked(() => _items.Count);
            public bool Add(int item) => [|Locked(() => { if (Count() > 9) return false; _items.Add(item); return true; })|];
            public bool AddAnyway(int item) => Locked(() => { if (_items.Count > 9) return false; _items.Add(item); return true; });
        }
        """);

    [Theory]
    [InlineData("await [|SaveAsync()|];")]
    [InlineData("await Task.WhenAll([|SaveAsync()|], Task.Delay(1));")]
    [InlineData("[|SaveAsync()|].GetAwaiter().GetResult();")]
    [InlineData("[|Block()|];")]
    public Task Waits_for_what_it_calls(string call) => Rule.Reports(Async(call));

    [Theory]
    [InlineData("_ = SaveAsync();")]
    [InlineData("_saving = SaveAsync();")]
    [InlineData("_all.Add(SaveAsync());")]
    [InlineData("_ = LaterAsync();")]
    [InlineData("Forget();")]
    public Task Starts_only_what_waits_by_itself(string call) => Rule.IsSilentOn(Async(call));

    private static string Async(string call) =>
        $$"""
        class C
        {
            private readonly SemaphoreSlim _slot = new(1, 1);
            private readonly List<Task> _all = [];
            private Task? _saving;

            public async Task M() { await _slot.WaitAsync(); try { {{call}} await Task.Yield(); } finally { _slot.Release(); } }

            private async Task SaveAsync() { await _slot.WaitAsync(); try { await Task.Yield(); } finally { _slot.Release(); } }
            private async Task LaterAsync() { await Task.Yield(); _slot.Wait(); _slot.Release(); }
            private async void Forget() { await LaterAsync(); }
            private async void Block() { _slot.Wait(); _slot.Release(); await Task.Yield(); }
        }
        """;

    [Theory]
    [InlineData("lock (_gate) { lock (_gate) { } }")]
    [InlineData("_mutex.WaitOne(); _mutex.WaitOne(); _mutex.ReleaseMutex(); _mutex.ReleaseMutex();")]
    [InlineData("using (_lock.EnterScope()) using (_lock.EnterScope()) { }")]
    [InlineData("_recursive.EnterReadLock(); _recursive.EnterReadLock(); _recursive.ExitReadLock(); _recursive.ExitReadLock();")]
    [InlineData("_slot.Wait(); if (_slot.Wait(0)) _slot.Release(); _slot.Release();")]
    [InlineData("_slot.Wait(); if (_slot.Wait(100)) _slot.Release(); _slot.Release();")]
    [InlineData("_many.Wait(); _many.Wait(); _many.Release(2);")]
    [InlineData("_rw.EnterUpgradeableReadLock(); _rw.EnterReadLock(); _rw.ExitReadLock(); _rw.EnterWriteLock(); _rw.ExitWriteLock(); _rw.ExitUpgradeableReadLock();")]
    [InlineData("_slot.Wait(); _slot.Release(); _slot.Wait(); _slot.Release();")]
    [InlineData("_slot.Wait(); try { Task.Run(() => Take()); } finally { _slot.Release(); }")]
    [InlineData("_slot.Wait(); try { _peer.Take(); } finally { _slot.Release(); }")]
    [InlineData("foreach (var slot in _slots) slot.Wait(); foreach (var slot in _slots) slot.Release();")]
    [InlineData("for (var i = 0; i < 3; i++) { _slots[i].Wait(); }")]
    public Task Recursive_or_released_or_another(string body) => Rule.IsSilentOn(Members(body).Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));

    private static string Members(string body) =>
        $$"""
        class C
        {
            private readonly object _gate = new();
            private readonly Lock _lock = new();
            private readonly Mutex _mutex = new();
            private readonly SemaphoreSlim _slot = new(1, 1), _many = new(3, 3);
            private readonly SemaphoreSlim[] _slots = new SemaphoreSlim[3];
            private readonly Semaphore _kernel = new(1, 1);
            private readonly ReaderWriterLockSlim _rw = new(), _recursive = new(LockRecursionPolicy.SupportsRecursion);
            private SpinLock _spin = new();
            private readonly List<int> _items = new();
            private readonly C _peer = null!;

            public void M() { {{body}} }

            private void Take() { _slot.Wait(); try { } finally { _slot.Release(); } }
            private void Outer() => Take();
            private void Read() { _rw.EnterReadLock(); try { } finally { _rw.ExitReadLock(); } }
        }
        """;
}
