using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<UnfairSpinLockAnalyzer>;

public sealed class UnfairSpinLockTests
{
    [Theory]
    [InlineData("while ([|Interlocked.CompareExchange(ref _lock, 1, 0)|] != 0) { }")]
    [InlineData("while ([|Interlocked.Exchange(ref _lock, 1)|] == 1) { }")]
    [InlineData("do { } while ([|Interlocked.CompareExchange(ref _lock, 1, 0)|] == 1);")]
    [InlineData("for (;;) { if ([|Interlocked.CompareExchange(ref _lock, 1, 0)|] == 0) break; }")]
    [InlineData("while (true) { while (Volatile.Read(ref _lock) == 1) { } if ([|Interlocked.Exchange(ref _lock, 1)|] == 0) break; }")]
    [InlineData("while (!TryEnter()) { }")]
    public Task Everybody_fights_for_the_lock(string body) =>
        Rule.Reports(Class(body).Replace("CAS", body.Contains("TryEnter", StringComparison.Ordinal) ? "[|Interlocked.CompareExchange(ref _lock, 1, 0)|]" : "Interlocked.CompareExchange(ref _lock, 1, 0)", StringComparison.Ordinal));

    [Theory]
    [InlineData("while (Interlocked.CompareExchange(ref _lock, 1, 0) != 0) Thread.SpinWait(10);")]
    [InlineData("var spin = new SpinWait(); while (Interlocked.Exchange(ref _lock, 1) == 1) spin.SpinOnce();")]
    [InlineData("while (Interlocked.Exchange(ref _lock, 1) == 1) Thread.Yield();")]
    [InlineData("int seen; do { seen = _lock; } while (Interlocked.CompareExchange(ref _lock, seen + 1, seen) != seen);")]
    [InlineData("var my = Interlocked.Increment(ref _lock); while (_serving != my) { }")]
    [InlineData("if (Interlocked.CompareExchange(ref _lock, 1, 0) != 0) return;")]
    public Task Backs_off_queues_or_is_no_lock(string body) => Rule.IsSilentOn(Class(body).Replace("CAS", "true", StringComparison.Ordinal).Replace("true == 0", "true", StringComparison.Ordinal));

    private static string Class(string body) =>
        $$"""
        class C
        {
            int _lock; volatile int _serving;
            bool TryEnter() => CAS == 0;
            void M() { {{body}} }
        }
        """;
}
