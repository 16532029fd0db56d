using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<SignalWithoutLockAnalyzer, WrapInLockFix>;

public sealed class SignalWithoutLockTests
{
    [Theory]
    [InlineData("[|Monitor.Pulse(_gate)|];")]
    [InlineData("lock (_gate) { _open = true; } [|Monitor.PulseAll(_gate)|];")]
    [InlineData("while (!_open) [|Monitor.Wait(_gate)|];")]
    [InlineData("lock (_other) { [|Monitor.Pulse(_gate)|]; }")]
    [InlineData("if (flag) Monitor.Enter(_gate); [|Monitor.PulseAll(_gate)|]; if (flag) Monitor.Exit(_gate);")]
    [InlineData("Task.Run(() => [|Monitor.PulseAll(_gate)|]);")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); [|Monitor.Pulse(_gate)|]; }")]
    public Task The_call_throws(string body) => Rule.Reports(Source.Method(body));

    [Theory]
    [InlineData("lock (_gate) { while (!_open) Monitor.Wait(_gate); }")]
    [InlineData("Monitor.Enter(_gate); try { Monitor.PulseAll(_gate); } finally { Monitor.Exit(_gate); }")]
    [InlineData("var gate = _gate; lock (gate) Monitor.Pulse(_gate);")]
    [InlineData("lock (_gate) Wake(); void Wake() => Monitor.PulseAll(_gate);")]
    [InlineData("Action wake = () => Monitor.PulseAll(_gate); lock (_gate) wake();")]
    [InlineData("if (!Monitor.TryEnter(_gate)) return; Monitor.Pulse(_gate); Monitor.Exit(_gate);")]
    [InlineData("if (Monitor.IsEntered(_gate)) Monitor.Pulse(_gate);")]
    [InlineData("lock (_gate) Signal();")]
    public Task The_lock_is_held(string body) => Rule.IsSilentOn(Source.Method(body, members: body.Contains("Signal", StringComparison.Ordinal) ? "private void Signal() => Monitor.PulseAll(_gate);" : ""));

    [Fact]
    public Task A_lock_that_is_given_is_held_by_the_giver() => Rule.IsSilentOn(
        "public static class Wake { public static void All(object gate) => Monitor.PulseAll(gate); public static void Sleep(object gate) { Monitor.Wait(gate); } }");

    [Fact]
    public Task A_caller_in_another_type_holds_it() => Rule.IsSilentOn(
        """
        class Queue
        {
            public readonly object Gate = new();
            public void Wake() => Monitor.PulseAll(Gate);
        }

        class User
        {
            public void Put(Queue queue) { lock (queue.Gate) queue.Wake(); }
        }
        """);

    [Fact]
    public Task A_pulse_gets_a_lock() => Rule.Fixes(
        Source.Method("_open = true;\n        // wake\n        [|Monitor.PulseAll(_gate)|];"),
        Source.Method("_open = true;\n        // wake\n        lock (_gate)\n        {\n            Monitor.PulseAll(_gate);\n        }"));

    [Fact]
    public Task The_loop_of_a_wait_goes_along() => Rule.Fixes(
        Source.Method("while (!_open)\n            [|Monitor.Wait(_gate)|];"),
        Source.Method("lock (_gate)\n        {\n            while (!_open)\n                Monitor.Wait(_gate);\n        }"));

    [Fact]
    public Task An_expression_has_no_room_for_a_statement() => Rule.ReportsWithoutFix(Source.Method("Task.Run(() => [|Monitor.PulseAll(_gate)|]);"));

    [Fact]
    public Task Where_there_is_no_block_none_is_made() => Rule.FixAll(
        Source.Method("if (flag) [|Monitor.PulseAll(_gate)|]; // wake\n        else\n            [|Monitor.Pulse(_gate)|];"),
        Source.Method("if (flag) lock (_gate) Monitor.PulseAll(_gate); // wake\n        else\n            lock (_gate) Monitor.Pulse(_gate);"));
}
