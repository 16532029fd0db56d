using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<MutexBeforePermitAnalyzer, MutexBeforePermitFix>;

public sealed class MutexBeforePermitTests
{
    [Theory]
    [InlineData(
        "_mutex.Wait(); [|_free.Wait()|]; _items.Enqueue(1); _full.Release(); _mutex.Release();",
        "_mutex.Wait(); [|_full.Wait()|]; _items.Dequeue(); _free.Release(); _mutex.Release();")]
    [InlineData(
        "lock (_items) { [|_free.Wait()|]; _items.Enqueue(1); } _full.Release();",
        "_full.Wait(); lock (_items) { _items.Dequeue(); _free.Release(); }")]
    [InlineData(
        "_free.Wait(); _mutex.Wait(); _items.Enqueue(1); _full.Release(); _mutex.Release();",
        "_mutex.Wait(); [|_full.Wait()|]; _items.Dequeue(); _mutex.Release(); _free.Release();")]
    [InlineData(
        "lock (_items) { [|_free.Wait()|]; _items.Enqueue(1); } _full.Release();",
        "_full.Wait(); lock (_items) { _items.Dequeue(); } _free.Release();")]
    [InlineData(
        "_mutex.Wait(); try { [|_free.Wait()|]; _items.Enqueue(1); } finally { _mutex.Release(); } _full.Release();",
        "_full.Wait(); _mutex.Wait(); try { _items.Dequeue(); _free.Release(); } finally { _mutex.Release(); }")]
    [InlineData(
        "_mutex.Wait(); if (_items.Count > 3) { [|_free.Wait()|]; } _items.Enqueue(1); _full.Release(); _mutex.Release();",
        "_full.Wait(); _mutex.Wait(); _items.Dequeue(); _free.Release(); _mutex.Release();")]
    public Task The_releaser_needs_the_mutex(string put, string take) => Verify.Reports(Buffer(put, take));

    [Theory]
    [InlineData(
        "_free.Wait(); _mutex.Wait(); _items.Enqueue(1); _mutex.Release(); _full.Release();",
        "_full.Wait(); _mutex.Wait(); _items.Dequeue(); _mutex.Release(); _free.Release();")]
    [InlineData(
        "_free.Wait(); lock (_items) _items.Enqueue(1); _full.Release();",
        "_full.Wait(); lock (_items) _items.Dequeue(); _free.Release();")]
    [InlineData(
        "lock (_turn) { _free.Wait(); } lock (_items) _items.Enqueue(1); _full.Release();",
        "_full.Wait(); lock (_items) _items.Dequeue(); _free.Release();")]
    [InlineData(
        "_mutex.Wait(); if (!_free.Wait(100)) { _mutex.Release(); return; } _items.Enqueue(1); _full.Release(); _mutex.Release();",
        "_full.Wait(); _mutex.Wait(); _items.Dequeue(); _free.Release(); _mutex.Release();")]
    [InlineData(
        "_mutex.Wait(); _free.Wait(0); _items.Enqueue(1); _full.Release(); _mutex.Release();",
        "_full.Wait(); _mutex.Wait(); _items.Dequeue(); _free.Release(); _mutex.Release();")]
    [InlineData(
        "lock (_items) { _free.Wait(); _items.Enqueue(1); } _full.Release();",
        "_full.Wait(); _free.Release();")]
    [InlineData(
        "_mutex.Wait(); _free.Wait(); _free.Wait(); _mutex.Release(); _free.Release(2);",
        "lock (_items) { _free.Wait(); _items.Enqueue(1); _free.Release(); }")]
    public Task The_releaser_gets_through(string put, string take) => Verify.IsSilentOn(Buffer(put, take));

    [Fact]
    public Task The_message_names_both_sides() => Verify.Explains(
        Buffer("_mutex.Wait(); [|_free.Wait()|]; _items.Enqueue(1); _full.Release(); _mutex.Release();", "_full.Wait(); _mutex.Wait(); _items.Dequeue(); _free.Release(); _mutex.Release();"),
        """
        Test0.cs(8): '_free' is waited for while '_mutex' (line 8) is held, but Buffer.Take (line 9) needs '_mutex' before it can release '_free': both wait for ever
            Test0.cs(8): _mutex.Wait()
            Test0.cs(9): _free.Release()
        """);

    [Fact]
    public Task The_fix_swaps_the_two() => Verify.Fixes(
        Buffer("_mutex.Wait(); [|_free.Wait()|]; _items.Enqueue(1); _full.Release(); _mutex.Release();", "_full.Wait(); _mutex.Wait(); _items.Dequeue(); _free.Release(); _mutex.Release();"),
        Buffer("_free.Wait(); _mutex.Wait(); _items.Enqueue(1); _full.Release(); _mutex.Release();", "_full.Wait(); _mutex.Wait(); _items.Dequeue(); _free.Release(); _mutex.Release();"));

    [Fact]
    public Task The_fix_waits_before_the_lock() => Verify.Fixes("""
        class Buffer
        {
            private readonly SemaphoreSlim _free = new(10);
            private readonly SemaphoreSlim _full = new(0);
            private readonly Queue<int> _items = new();

            public void Put(int item)
            {
                lock (_items)
                {
                    // A free place.
                    [|_free.Wait()|];
                    _items.Enqueue(item);
                }

                _full.Release();
            }

            public void Take()
            {
                _full.Wait();
                lock (_items)
                {
                    _items.Dequeue();
                    _free.Release();
                }
            }
        }
        """, """
        class Buffer
        {
            private readonly SemaphoreSlim _free = new(10);
            private readonly SemaphoreSlim _full = new(0);
            private readonly Queue<int> _items = new();

            public void Put(int item)
            {
                // A free place.
                _free.Wait();
                lock (_items)
                {
                    _items.Enqueue(item);
                }

                _full.Release();
            }

            public void Take()
            {
                _full.Wait();
                lock (_items)
                {
                    _items.Dequeue();
                    _free.Release();
                }
            }
        }
        """);

    [Theory]
    [InlineData("0, 64", true)]
    [InlineData("0, 1", false)]
    [InlineData("0", false)]
    public Task A_semaphore_for_several_permits_counts_and_another_one_tells(string permits, bool isReported)
    {
        var code = $$"""
            class Inbox
            {
                private readonly SemaphoreSlim _items = new({{permits}});
                private readonly Queue<int> _queue = new();
                public void Add(int item) { lock (_queue) { _queue.Enqueue(item); _items.Release(); } }
                public int Take() { lock (_queue) { [|_items.Wait()|]; return _queue.Dequeue(); } }
            }
            """;
        return isReported ? Verify.Reports(code) : Verify.IsSilentOn(code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
    }

    // The rider has been through the mutex and waits outside of it for the driver, who holds it: he can answer.
    [Theory]
    [InlineData("_mutex.Wait(); _riders++; _mutex.Release(); _bus.Wait(); _aboard.Release();", false)]
    [InlineData("_bus.Wait(); _mutex.Wait(); _riders++; _mutex.Release(); _aboard.Release();", true)]
    [InlineData("_mutex.Wait(); _riders++; _mutex.Release(); _other.Wait(); _aboard.Release();", true)]
    public Task Who_is_let_in_by_the_holder_can_answer_him(string ride, bool isReported)
    {
        var code = $$"""
            class Stop
            {
                private readonly SemaphoreSlim _mutex = new(1, 1);
                private readonly SemaphoreSlim _bus = new(0);
                private readonly SemaphoreSlim _other = new(0);
                private readonly SemaphoreSlim _aboard = new(0);
                private int _riders;
                public void Drive() { _mutex.Wait(); if (_riders > 0) { _bus.Release(); [|_aboard.Wait()|]; } _mutex.Release(); }
                public void Ride() { {{ride}} }
                public void Open() => _other.Release();
            }
            """;
        return isReported ? Verify.Reports(code) : Verify.IsSilentOn(code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
    }

    private static string Buffer(string put, string take) => $$"""
        class Buffer
        {
            private readonly SemaphoreSlim _mutex = new(1, 1);
            private readonly SemaphoreSlim _free = new(10);
            private readonly SemaphoreSlim _full = new(0);
            private readonly Queue<int> _items = new();
            private readonly object _turn = new();
            public void Put() { {{put}} }
            public void Take() { {{take}} }
        }
        """;
}
