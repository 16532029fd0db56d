using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<CountCheckAnalyzer, CountCheckFix>;

public sealed class CountCheckTests
{
    [Theory]
    [InlineData("if ([|_gate.CurrentCount|] > 0) { await _gate.WaitAsync(); _gate.Release(); }")]
    [InlineData("if ([|_gate.CurrentCount|] == 0) return; await _gate.WaitAsync(); _gate.Release();")]
    [InlineData("if ([|_gate.CurrentCount|] == 0) _gate.Release();")]
    [InlineData("if ([|_gate.CurrentCount|] < 1 || flag) { await Work(); } else { _gate.Wait(); _gate.Release(); }")]
    [InlineData("while ([|_gate.CurrentCount|] > 0) { await _gate.WaitAsync(); }")]
    [InlineData("if (flag && [|_gate.CurrentCount|] != 0 && _gate.Wait(0)) _gate.Release();")]
    [InlineData("while ([|_gate.CurrentCount|] == 0) await Task.Delay(5); await _gate.WaitAsync(); _gate.Release();")]
    public Task Checked_then_acted_upon(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("Console.WriteLine(_gate.CurrentCount);")]
    [InlineData("if (_gate.CurrentCount == 0) Console.WriteLine(count);")]
    [InlineData("if (_gate.CurrentCount == 0) Console.WriteLine(count); await Work(); await _gate.WaitAsync(); _gate.Release();")]
    [InlineData("if (_gate.Wait(0)) _gate.Release();")]
    [InlineData("if (_gate.CurrentCount > 0) { await _other.WaitAsync(); _other.Release(); }")]
    [InlineData("lock (_gates) { if (_gate.CurrentCount > 0) { _gate.Wait(); _gate.Release(); } }")]
    [InlineData("var free = _gate.CurrentCount; count = free;")]
    [InlineData("while (_gate.CurrentCount == 0) await Task.Delay(5); await Work(); await _gate.WaitAsync(); _gate.Release();")]
    public Task Only_looked_at(string body) => Verify.IsSilentOn(InClass(body));

    [Fact]
    public Task The_message_says_what_to_do() => Verify.Explains(InClass("if ([|_gate.CurrentCount|] > 0) { await _gate.WaitAsync(); _gate.Release(); }"), """
        Test0.cs(6): '_gate.CurrentCount' may have changed before line 6 acts on it: Wait(0) asks and takes in one step
            Test0.cs(6): _gate.WaitAsync()
        """);

    [Fact]
    public Task The_fix_asks_and_takes_in_one_step() => Verify.FixAll("""
        class C
        {
            private readonly SemaphoreSlim _gate = new(5);

            public void M()
            {
                // Free?
                if ([|_gate.CurrentCount|] > 0)
                {
                    _gate.Wait();
                    try { Thread.Yield(); } finally { _gate.Release(); }
                }
            }

            public async Task N()
            {
                if ([|_gate.CurrentCount|] == 0)
                    return; // busy
                await _gate.WaitAsync();
                try { await Task.Yield(); } finally { _gate.Release(); }
            }
        }
        """, """
        class C
        {
            private readonly SemaphoreSlim _gate = new(5);

            public void M()
            {
                // Free?
                if (_gate.Wait(0))
                {
                    try { Thread.Yield(); } finally { _gate.Release(); }
                }
            }

            public async Task N()
            {
                if (!_gate.Wait(0))
                    return; // busy
                try { await Task.Yield(); } finally { _gate.Release(); }
            }
        }
        """);

    private static string InClass(string body) => $$"""
        class C
        {
            private readonly SemaphoreSlim _gate = new(5);
            private readonly SemaphoreSlim _other = new(5);
            private readonly object _gates = new();
            async Task M(bool flag, int count, CancellationToken token) { {{body}} }
            static Task Work() => Task.CompletedTask;
        }
        """;
}
