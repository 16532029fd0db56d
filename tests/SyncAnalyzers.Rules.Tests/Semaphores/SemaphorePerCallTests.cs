using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<SemaphorePerCallAnalyzer, SemaphorePerCallFix>;

public sealed class SemaphorePerCallTests
{
    [Theory]
    [InlineData("var gate = [|new SemaphoreSlim(1, 1)|]; await gate.WaitAsync(); try { await Work(); } finally { gate.Release(); }")]
    [InlineData("SemaphoreSlim gate = [|new(1)|]; gate.Wait(); await Work(); gate.Release();")]
    [InlineData("using var gate = [|new SemaphoreSlim(1)|]; await gate.WaitAsync(token); await Work(); gate.Release();")]
    [InlineData("using var mutex = [|new Mutex()|]; mutex.WaitOne(); mutex.ReleaseMutex(); await Work();")]
    [InlineData("var rw = [|new ReaderWriterLockSlim()|]; rw.EnterWriteLock(); count++; rw.ExitWriteLock(); await Work();")]
    [InlineData("for (var i = 0; i < count; i++) { var gate = [|new SemaphoreSlim(1, 1)|]; await gate.WaitAsync(); gate.Release(); }")]
    public Task A_semaphore_of_one_call(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("var gate = new SemaphoreSlim(1, 1); await Task.WhenAll(Enumerable.Range(0, 9).Select(async _ => { await gate.WaitAsync(); try { await Work(); } finally { gate.Release(); } }));")]
    [InlineData("var gate = new SemaphoreSlim(1, 1); Pass(gate); await gate.WaitAsync(); gate.Release();")]
    [InlineData("var gate = new SemaphoreSlim(1, 1); _kept = gate; await gate.WaitAsync(); gate.Release();")]
    [InlineData("var gate = _kept; await gate.WaitAsync(); gate.Release();")]
    [InlineData("using var mutex = new Mutex(false, token.ToString()); mutex.WaitOne(); mutex.ReleaseMutex(); await Work();")]
    [InlineData("var gate = _all.GetOrAdd(count, _ => new SemaphoreSlim(1, 1)); await gate.WaitAsync(); gate.Release();")]
    [InlineData("var gate = new object(); lock (gate) count++; await Work();")]
    [InlineData("var done = new SemaphoreSlim(0); Pass(done); await done.WaitAsync();")]
    [InlineData("var gate = flag ? _kept : new SemaphoreSlim(1, 1); await gate.WaitAsync(); gate.Release();")]
    public Task A_semaphore_that_others_get(string body) => Verify.IsSilentOn(InClass(body));

    [Fact]
    public Task The_message_names_the_wait() => Verify.Explains(InClass("var gate = [|new SemaphoreSlim(1, 1)|]; await gate.WaitAsync(); gate.Release();"), """
        Test0.cs(5): 'gate' is created anew by every call and never shared, so the wait on line 5 keeps nobody out: make it a field
            Test0.cs(5): gate.WaitAsync()
        """);

    [Fact]
    public Task The_fix_makes_it_a_field() => Verify.FixAll("""
        class C
        {
            // Saves.
            public async Task Save()
            {
                var gate = [|new SemaphoreSlim(1, 1)|];
                await gate.WaitAsync();
                try { await Task.Yield(); } finally { gate.Release(); }
            }

            public static void Load()
            {
                using SemaphoreSlim load = [|new(1)|];
                load.Wait();
                load.Release();
            }
        }
        """, """
        class C
        {
            private readonly SemaphoreSlim _gate = new SemaphoreSlim(1, 1);

            // Saves.
            public async Task Save()
            {
                await _gate.WaitAsync();
                try { await Task.Yield(); } finally { _gate.Release(); }
            }

            private static readonly SemaphoreSlim _load = new SemaphoreSlim(1);

            public static void Load()
            {
                _load.Wait();
                _load.Release();
            }
        }
        """);

    private static string InClass(string body) => $$"""
        class C
        {
            private SemaphoreSlim _kept = new(1, 1);
            private readonly System.Collections.Concurrent.ConcurrentDictionary<int, SemaphoreSlim> _all = new();
            async Task M(bool flag, int count, CancellationToken token) { {{body}} }

            static void Pass(SemaphoreSlim semaphore) => semaphore.Release();
            static Task Work() => Task.CompletedTask;
        }
        """;
}
