using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<WaitUnderLockAnalyzer>;

/// <summary>Who signals need not have to do with a lock itself: what counts is how it is reached.</summary>
public sealed class SignalledElsewhereTests
{
    [Theory]
    [InlineData("private void Signal() { _done.Set(); }", "lock (_gate) { Signal(); }")]
    [InlineData("private void Signal() => _done.Set();", "lock (_gate) { Console.WriteLine(); } Signal();")]
    [InlineData("internal void Signal() { Console.WriteLine(); _done.Set(); }", "lock (_gate) { Signal(); }")]
    [InlineData("private void Signal() { Now(); } private void Now() { _done.Set(); }", "lock (_gate) { Signal(); }")]
    [InlineData("private ManualResetEventSlim Done => _done; private void Signal() { Done.Set(); }", "lock (_gate) { Signal(); }")]
    [InlineData("private void Signal() { }", "lock (_gate) { Now(); } void Now() { _done.Set(); }")]
    [InlineData("private void Signal() { }", "Task.Run(() => { lock (_gate) { Console.WriteLine(); } Now(); }); void Now() { _done.Set(); }")]
    public Task Only_who_needs_the_lock_gets_there(string signal, string finish) => Rule.Reports(Members("_done.Wait()", signal, finish));

    [Theory]
    [InlineData("private void Signal() { _done.Set(); }", "lock (_gate) { Signal(); } Signal();", true)]
    [InlineData("private void Signal() { _done.Set(); }", "Signal(); lock (_gate) { Signal(); }")]
    [InlineData("private void Signal() { _done.Set(); }", "lock (_gate) { Signal(); } lock (_other) { Other(); } void Other() => Signal();", true)]
    [InlineData("public void Force() { _done.Set(); }", "lock (_gate) { _done.Set(); }")]
    [InlineData("public void Force() { Done.Set(); } private ManualResetEventSlim Done => _done;", "lock (_gate) { _done.Set(); }")]
    [InlineData("private void Signal() { _done.Set(); }", "lock (_gate) { Signal(); } new Thread(Signal).Start();")]
    [InlineData("private void Signal() { _done.Set(); }", "lock (_gate) { _peer.Signal(); }")]
    [InlineData("private void Signal() { _done.Set(); }", "if (Monitor.TryEnter(_gate, 9)) { Monitor.Exit(_gate); } Signal();")]
    [InlineData("private static void Set(ManualResetEventSlim e) => e.Set(); public void Force() { Set(_done); }", "lock (_gate) { _done.Set(); }")]
    [InlineData("private ManualResetEventSlim? _last; public void Force() { _last = _done; _last.Set(); }", "lock (_gate) { _done.Set(); }")]
    [InlineData("public void Force() { foreach (var e in new[] { _done }) e.Set(); }", "lock (_gate) { _done.Set(); }")]
    public Task Somebody_gets_there_without_it(string signal, string finish, bool hadItBefore = false) =>
        hadItBefore ? Rule.Reports(Members("_done.Wait()", signal, finish)) : Rule.IsSilentOn(Members("_done.Wait()", signal, finish).Replace("[|", "").Replace("|]", ""));

    [Fact]
    public Task Other_assemblies_may_signal_what_they_see() => Rule.IsSilentOn(
        """
        public class C
        {
            private readonly object _gate = new();
            public readonly ManualResetEventSlim Done = new();
            public void Wait() { lock (_gate) { Done.Wait(); } }
            public void Finish() { lock (_gate) { Done.Set(); } }
        }
        """);

    [Fact]
    public Task Waits_in_a_method_of_its_own_for_a_signal_of_another_one() => Rule.Reports(
        """
        class C
        {
            private readonly object _gate = new();
            private readonly AutoResetEvent _reply = new(false);
            public void Ask() { lock (_gate) { [|Await()|]; } }
            private void Await() { _reply.WaitOne(); }
            public void Answer() { lock (_gate) { Reply(); } }
            private void Reply() { _reply.Set(); }
        }
        """);

    [Fact]
    public Task A_task_that_was_only_started_signals_when_the_lock_is_free_again() => Rule.Explains(
        Members("_done.Wait()", "private async Task Signal() { await Task.Yield(); _done.Set(); }", "lock (_gate) { _ = Signal(); }"), """
        Test0.cs(7): 'Wait' waits while '_gate' is held, but what it waits for needs '_gate' first: C.Signal (line 9) acquires it before it signals
            Test0.cs(7): _gate
            Test0.cs(9): _done.Set()
        """);

    private static string Members(string wait, string signal, string finish) =>
        $$"""
        class C
        {
            private readonly object _gate = new(), _other = new();
            private readonly ManualResetEventSlim _done = new();
            private readonly C _peer = null!;

            public void M() { lock (_gate) { [|{{wait}}|]; } }
            public void Finish() { {{finish}} }
            {{signal}}
        }
        """;
}
