using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<NoMaximumAnalyzer, NoMaximumFix>;

public sealed class NoMaximumTests
{
    [Theory]
    [InlineData("private readonly SemaphoreSlim _gate = [|new(1)|];")]
    [InlineData("private readonly SemaphoreSlim _gate = [|new SemaphoreSlim(1)|];")]
    [InlineData("private static readonly SemaphoreSlim _gate = [|new(initialCount: 1)|];")]
    [InlineData("private SemaphoreSlim _gate; public C() { _gate = [|new SemaphoreSlim(1)|]; }")]
    [InlineData("private SemaphoreSlim _gate { get; } = [|new(1)|];")]
    [InlineData("private const int One = 1; private readonly SemaphoreSlim _gate = [|new(One)|];")]
    public Task A_mutex_without_a_maximum(string member) => Verify.Reports(InClass(member));

    [Theory]
    [InlineData("private readonly SemaphoreSlim _gate = new(1, 1);")]
    [InlineData("private readonly SemaphoreSlim _gate = new(4);")]
    [InlineData("private readonly SemaphoreSlim _gate = new(0);")]
    [InlineData("private readonly SemaphoreSlim _gate; public C(int count) { _gate = new SemaphoreSlim(count); }")]
    [InlineData("private readonly SemaphoreSlim _gate; public C(SemaphoreSlim gate) { _gate = gate; }")]
    public Task No_mutex_or_one_with_a_maximum(string member) => Verify.IsSilentOn(InClass(member));

    [Fact]
    public Task A_signal_that_starts_raised_is_no_mutex() => Verify.IsSilentOn("""
        class C
        {
            private readonly SemaphoreSlim _changed = new(1);
            public void Set() => _changed.Release();
            public Task Wait() => _changed.WaitAsync();
        }
        """);

    [Fact]
    public Task Gates_of_a_dictionary() => Verify.Reports("""
        using System.Collections.Concurrent;

        class C
        {
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();

            public async Task M(string key)
            {
                var gate = _gates.GetOrAdd(key, _ => [|new SemaphoreSlim(1)|]);
                await gate.WaitAsync();
                try { await Task.Yield(); } finally { gate.Release(); }
            }
        }
        """);

    [Fact]
    public Task The_fix_adds_the_maximum() => Verify.FixAll("""
        class C
        {
            private readonly SemaphoreSlim _a = [|new(1)|]; // mutex
            private readonly SemaphoreSlim _b = [|new SemaphoreSlim(initialCount: 1)|];

            public void M()
            {
                _a.Wait();
                _b.Wait();
                try { Thread.Yield(); } finally { _b.Release(); _a.Release(); }
            }
        }
        """, """
        class C
        {
            private readonly SemaphoreSlim _a = new(1, 1); // mutex
            private readonly SemaphoreSlim _b = new SemaphoreSlim(initialCount: 1, maxCount: 1);

            public void M()
            {
                _a.Wait();
                _b.Wait();
                try { Thread.Yield(); } finally { _b.Release(); _a.Release(); }
            }
        }
        """);

    private static string InClass(string member) => $$"""
        class C
        {
            {{member}}
            async Task M() { await _gate.WaitAsync(); try { await Task.Yield(); } finally { _gate.Release(); } }
        }
        """;

    [Fact]
    public Task With_the_library_a_mutex_has_no_release_to_be_one_too_many() => Verify.FixAll(WithLibrary("""
        class C
        {
            private static readonly SemaphoreSlim s_a = [|new(1)|]; // mutex
            private readonly SemaphoreSlim _b = [|new SemaphoreSlim(1)|];
            async Task A() { await s_a.WaitAsync(); try { await Task.Yield(); } finally { s_a.Release(); } }
            void B() { _b.Wait(); try { File.Delete("b"); } finally { _b.Release(); } }
        }
        """), WithLibrary("""
        using SyncPrimitives;

        class C
        {
            private static readonly AsyncMutex s_a = new(); // mutex
            private readonly AsyncMutex _b = new AsyncMutex();
            async Task A() { using (await s_a.EnterScopeAsync()) { await Task.Yield(); } }
            void B() { using (_b.EnterScope()) { File.Delete("b"); } }
        }
        """), "Use an AsyncMutex, which is entered by leases");

    [Fact]
    public Task With_the_library_gates_of_a_dictionary_are_a_mutex_for_each_key() => Verify.Fixes(WithLibrary("""
        using System.Collections.Concurrent;

        class C
        {
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();

            public async Task M(string key)
            {
                var gate = _gates.GetOrAdd(key, _ => [|new SemaphoreSlim(1)|]);
                await gate.WaitAsync();
                try
                {
                    await Task.Yield();
                }
                finally
                {
                    gate.Release();
                } // last
            }
        }
        """), WithLibrary("""
        using System.Collections.Concurrent;
        using SyncPrimitives;

        class C
        {
            private readonly KeyedMutex<string> _gates = new();

            public async Task M(string key)
            {
                using (await _gates.EnterScopeAsync(key))
                {
                    await Task.Yield();
                } // last
            }
        }
        """), "Use a KeyedMutex, which is entered by leases");

    [Theory]
    [InlineData("private readonly SemaphoreSlim _gate = [|new(1)|]; bool IsFree => _gate.CurrentCount > 0;")]
    [InlineData("private readonly SemaphoreSlim _gate = [|new(initialCount: 1)|];")]
    [InlineData("private SemaphoreSlim _gate; public C() { _gate = [|new SemaphoreSlim(1)|]; }")]
    public Task Where_more_than_entering_and_leaving_is_done_it_stays(string member) =>
        Verify.DoesNotOffer(WithLibrary(InClass(member)), "Use an AsyncMutex, which is entered by leases");
}
