using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<UnfairSpinLockAnalyzer, UnfairSpinLockFix>;

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

    [Fact]
    public Task A_monitor_takes_the_place_of_the_loop() => Rule.FixAll(
        """
        class SpinGate
        {
            // 1 while held.
            private int _held;

            public void Enter()
            {
                // Fights for it.
                while ([|Interlocked.CompareExchange(ref _held, 1, 0)|] != 0)
                {
                }
            }

            public void Exit() => Volatile.Write(ref _held, 0);
        }
        class Counter
        {
            private static int s_held;
            private int _count;
            public void Add() { while ([|Interlocked.Exchange(ref s_held, 1)|] == 1) { } _count++; Interlocked.Exchange(ref s_held, 0); }
        }
        """,
        """
        class SpinGate
        {
            // 1 while held.
            private readonly object _gate = new object();

            public void Enter()
            {
                // Fights for it.
                Monitor.Enter(_gate);
            }

            public void Exit() => Monitor.Exit(_gate);
        }
        class Counter
        {
            private static readonly object _gate = new object();
            private int _count;
            public void Add() { lock (_gate) { _count++; } }
        }
        """);

    [Theory]
    [InlineData("public bool TryEnter() => Interlocked.CompareExchange(ref _held, 1, 0) == 0;")]
    [InlineData("public bool IsHeld => Volatile.Read(ref _held) == 1;")]
    [InlineData("public void Enter(int by) { while ([|Interlocked.CompareExchange(ref _held, by, 0)|] != 0) Work(); } void Work() { }")]
    public Task What_else_the_lock_can_do_a_monitor_cannot(string member) => Rule.ReportsWithoutFix(
        "class C { int _held; public void Enter() { while ([|Interlocked.CompareExchange(ref _held, 1, 0)|] != 0) { } } public void Exit() => Volatile.Write(ref _held, 0); "
        + member + " }");
}
