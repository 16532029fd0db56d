using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<NestedMonitorAnalyzer>;

public sealed class NestedMonitorTests
{
    [Theory]
    [InlineData("lock (_outer) { lock (_inner) { while (_empty) [|Monitor.Wait(_inner)|]; } }", "lock (_outer) { lock (_inner) { Monitor.Pulse(_inner); } }")]
    [InlineData("lock (_outer) { lock (_inner) { while (_empty) [|Monitor.Wait(_inner)|]; } }", "lock (_outer) { Notify(); }")]
    [InlineData("lock (_outer) { [|Await()|]; }", "lock (_outer) { lock (_inner) { Monitor.PulseAll(_inner); } }")]
    [InlineData("_slot.Wait(); try { lock (_inner) { while (_empty) [|Monitor.Wait(_inner)|]; } } finally { _slot.Release(); }", "_slot.Wait(); try { lock (_inner) { Monitor.Pulse(_inner); } } finally { _slot.Release(); }")]
    [InlineData("_rw.EnterWriteLock(); try { lock (_inner) { while (_empty) [|Monitor.Wait(_inner)|]; } } finally { _rw.ExitWriteLock(); }", "_rw.EnterWriteLock(); try { lock (_inner) { Monitor.Pulse(_inner); } } finally { _rw.ExitWriteLock(); }")]
    public Task The_pulser_needs_the_outer_lock(string waits, string pulses) => Rule.Reports(Members(waits, pulses));

    [Theory]
    [InlineData("lock (_inner) { while (_empty) Monitor.Wait(_inner); }", "lock (_outer) { lock (_inner) { Monitor.Pulse(_inner); } }")]
    [InlineData("lock (_outer) { lock (_inner) { while (_empty) Monitor.Wait(_inner); } }", "lock (_inner) { Monitor.Pulse(_inner); }")]
    [InlineData("lock (_outer) { lock (_inner) { Monitor.Wait(_inner, 100); } }", "lock (_outer) { lock (_inner) { Monitor.Pulse(_inner); } }")]
    [InlineData("lock (_inner) { lock (_inner) { while (_empty) Monitor.Wait(_inner); } }", "lock (_inner) { Monitor.Pulse(_inner); }")]
    [InlineData("lock (_outer) { while (_empty) Monitor.Wait(_outer); }", "lock (_outer) { Monitor.Pulse(_outer); }")]
    public Task The_pulse_can_come(string waits, string pulses) => Rule.IsSilentOn(Members(waits, pulses).Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));

    private static string Members(string waits, string pulses) =>
        $$"""
        class C
        {
            private readonly object _outer = new(), _inner = new();
            private readonly SemaphoreSlim _slot = new(1, 1);
            private readonly ReaderWriterLockSlim _rw = new();
            private bool _empty = true;

            public void Take() { {{waits}} }
            public void Put() { _empty = false; {{pulses}} }

            {{(pulses.Contains("Notify", StringComparison.Ordinal) ? "private void Notify() { lock (_inner) { Monitor.Pulse(_inner); } }" : "")}}
            {{(waits.Contains("Await", StringComparison.Ordinal) ? "private void Await() { lock (_inner) { while (_empty) Monitor.Wait(_inner); } }" : "")}}
        }
        """;
}
