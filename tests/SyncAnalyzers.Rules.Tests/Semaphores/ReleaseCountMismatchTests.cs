using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<ReleaseCountMismatchAnalyzer, ReleaseCountMismatchFix>;

public sealed class ReleaseCountMismatchTests
{
    [Theory]
    [InlineData("await _gate.WaitAsync(); try { await Work(); } finally { [|_gate.Release(2)|]; }")]
    [InlineData("await _gate.WaitAsync(); await _gate.WaitAsync(); await _gate.WaitAsync(); try { await Work(); } finally { [|_gate.Release(2)|]; }")]
    [InlineData("for (var i = 0; i < 3; i++) await _gate.WaitAsync(); try { await Work(); } finally { [|_gate.Release(2)|]; }")]
    [InlineData("for (var i = 1; i <= 3; i++) await _gate.WaitAsync(); [|_gate.Release(releaseCount: 4)|];")]
    [InlineData("_gate.Wait(); _gate.Wait(); [|_gate.Release(1)|];")]
    [InlineData("foreach (var x in new int[count]) { await _gate.WaitAsync(); try { await Work(); } finally { [|_gate.Release(3)|]; } }")]
    public Task More_or_fewer_than_were_taken(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(1); }")]
    [InlineData("await _gate.WaitAsync(); await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(2); }")]
    [InlineData("for (var i = 0; i < 3; i++) await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(3); }")]
    [InlineData("for (var i = 0; i < count; i++) await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(count); }")]
    [InlineData("for (var i = 0; i < 3; i++) { if (flag) break; await _gate.WaitAsync(); } _gate.Release(2);")]
    [InlineData("if (flag) await _gate.WaitAsync(); await _gate.WaitAsync(); _gate.Release(2);")]
    [InlineData("_gate.Release(2);")]
    [InlineData("await _gate.WaitAsync(); _gate.Release(); await Work();")]
    public Task As_many_as_were_taken_or_nobody_knows(string body) => Verify.IsSilentOn(InClass(body));

    [Fact]
    public Task A_signal_may_let_several_through() => Verify.IsSilentOn("""
        class Barrier
        {
            private readonly SemaphoreSlim _open = new(0);
            public async Task Pass() { await _open.WaitAsync(); _open.Release(2); }
            public void Open() => _open.Release();
        }
        """);

    [Fact]
    public Task The_message_counts() => Verify.Explains(InClass("await _gate.WaitAsync(); [|_gate.Release(2)|];"), """
        Test0.cs(4): 2 permits of '_gate' are given back here, but 1 was taken
            Test0.cs(4): _gate.WaitAsync()
        """);

    [Fact]
    public Task The_fix_gives_back_what_was_taken() => Verify.FixAll(
        InClass("await _gate.WaitAsync(); [|_gate.Release(/* two */ 2)|]; _gate2.Wait(); _gate2.Wait(); [|_gate2.Release(3)|];"),
        InClass("await _gate.WaitAsync(); _gate.Release(/* two */ 1); _gate2.Wait(); _gate2.Wait(); _gate2.Release(2);"));

    [Fact]
    public Task One_is_not_counted() => Verify.Fixes(InClass("await _gate.WaitAsync(); [|_gate.Release(2)|];"), InClass("await _gate.WaitAsync(); _gate.Release();"));

    private static string InClass(string body) => $$"""
        class C
        {
            private readonly SemaphoreSlim _gate = new(5), _gate2 = new(5, 5);
            async Task M(bool flag, int count, CancellationToken token) { {{body}} }
            static Task Work() => Task.CompletedTask;
        }
        """;
}
