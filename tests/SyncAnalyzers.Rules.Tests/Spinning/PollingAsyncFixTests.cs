using SyncAnalyzers.CodeFixes.Spinning;
using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Busy = Verify<BusySpinAnalyzer, BusySpinFix>;
using Rule = Verify<PollingAnalyzer, PollingFix>;

/// <summary>A flag that asynchronous code polls becomes something to await.</summary>
public sealed class PollingAsyncFixTests
{
    private const string Once = "Await a TaskCompletionSource";
    private const string Gate = "Await an AsyncManualResetEvent";
    private const string Signal = "Await an AsyncAutoResetEvent";

    private const string Download = """
        class Download
        {
            // Raised by Finish.
            private volatile bool _done;

            public async Task Wait(CancellationToken token)
            {
                // Until it is there.
                while ([|!_done|])
                {
                    await Task.Delay(100, token).ConfigureAwait(false);
                } // now
            }

            public async Task WaitAgain()
            {
                do await Task.Delay(TimeSpan.FromSeconds(1)); while ([|!this._done|]);
                while ([|!Volatile.Read(ref _done)|]) Thread.Sleep(5);
            }

            public void Finish() => _done = true;
            public Action Later() => () => { Volatile.Write(ref _done, true); };
            public bool IsDone => _done || Volatile.Read(ref _done);
            public string Name => nameof(_done);
        }
        """;

    [Fact]
    public Task What_happens_once_completes_a_task() => Rule.Fixes(
        Download,
        """
        class Download
        {
            // Raised by Finish.
            private readonly TaskCompletionSource _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

            public async Task Wait(CancellationToken token)
            {
                // Until it is there.
                await _done.Task.WaitAsync(token).ConfigureAwait(false); // now
            }

            public async Task WaitAgain()
            {
                await this._done.Task;
                await _done.Task;
            }

            public void Finish() => _done.TrySetResult();
            public Action Later() => () => { _done.TrySetResult(); };
            public bool IsDone => _done.Task.IsCompleted || _done.Task.IsCompleted;
            public string Name => nameof(_done);
        }
        """);

    [Fact]
    public Task With_the_library_it_opens_a_gate() => Rule.Fixes(
        WithLibrary(Download),
        WithLibrary("""
        using SyncPrimitives;

        class Download
        {
            // Raised by Finish.
            private readonly AsyncManualResetEvent _done = new AsyncManualResetEvent();

            public async Task Wait(CancellationToken token)
            {
                // Until it is there.
                await _done.WaitAsync(token).ConfigureAwait(false); // now
            }

            public async Task WaitAgain()
            {
                await this._done.WaitAsync();
                await _done.WaitAsync();
            }

            public void Finish() => _done.Set();
            public Action Later() => () => { _done.Set(); };
            public bool IsDone => _done.IsSet || _done.IsSet;
            public string Name => nameof(_done);
        }
        """), Gate);

    [Fact]
    public Task A_gate_can_be_closed_and_blocks_those_who_do_not_await() => Rule.Fixes(
        WithLibrary("""
        class Door
        {
            private bool _open = true;
            public async Task Pass() { while ([|!_open|]) await Task.Delay(5); }
            public void PassNow() { while ([|!_open|]) Thread.Sleep(5); }
            public void Close() { _open = false; }
            public void Open() { _open = true; }
        }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class Door
        {
            private readonly AsyncManualResetEvent _open = new AsyncManualResetEvent(true);
            public async Task Pass() { await _open.WaitAsync(); }
            public void PassNow() { _open.Wait(Timeout.InfiniteTimeSpan); }
            public void Close() { _open.Reset(); }
            public void Open() { _open.Set(); }
        }
        """), Gate);

    [Fact]
    public Task What_is_lowered_by_who_has_waited_hands_a_signal_over() => Rule.Fixes(
        WithLibrary("""
        class Inbox
        {
            private volatile bool _mail;

            public async Task Read(CancellationToken token)
            {
                while (true)
                {
                    while ([|!_mail|])
                        await Task.Delay(50, token);

                    _mail = false;
                    Console.WriteLine("mail");
                }
            }

            public void Post() => _mail = true;
        }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class Inbox
        {
            private readonly AsyncAutoResetEvent _mail = new AsyncAutoResetEvent();

            public async Task Read(CancellationToken token)
            {
                while (true)
                {
                    await _mail.WaitAsync(token);
                    Console.WriteLine("mail");
                }
            }

            public void Post() => _mail = true;
        }
        """.Replace("_mail = true", "_mail.Set()", StringComparison.Ordinal)), Signal);

    [Theory]
    [InlineData("bool Any => _mail;")]
    [InlineData("void Forget() => _mail = false;")]
    [InlineData("async Task Peek() { while ([|!_mail|]) await Task.Delay(5); }")]
    public async Task A_signal_that_others_look_at_or_lower_is_a_gate(string member)
    {
        var source = WithLibrary("class Inbox { volatile bool _mail; async Task Read() { while ([|!_mail|]) await Task.Delay(5); _mail = false; } void Post() => _mail = true; " + member + " }");
        await Rule.DoesNotOffer(source, Signal);
        await Rule.FixAll(
            source,
            WithLibrary("using SyncPrimitives;\n\nclass Inbox { readonly AsyncManualResetEvent _mail = new AsyncManualResetEvent(); async Task Read() { await _mail.WaitAsync(); _mail.Reset(); } void Post() => _mail.Set(); "
                + member.Replace("while ([|!_mail|]) await Task.Delay(5)", "await _mail.WaitAsync()", StringComparison.Ordinal).Replace("=> _mail;", "=> _mail.IsSet;", StringComparison.Ordinal).Replace("_mail = false", "_mail.Reset()", StringComparison.Ordinal) + " }"),
            Gate);
    }

    [Fact]
    public Task All_at_once() => Rule.FixAll(
        WithLibrary("""
        class A { bool _a; async Task M() { while ([|!_a|]) await Task.Delay(5); } async Task N() { while ([|!_a|]) await Task.Delay(5); } void Set() => _a = true; }
        class B { bool _b; async Task M() { while ([|!_b|]) await Task.Delay(5); } void Set() => _b = true; }
        """),
        WithLibrary("""
        using SyncPrimitives;

        class A { readonly AsyncManualResetEvent _a = new AsyncManualResetEvent(); async Task M() { await _a.WaitAsync(); } async Task N() { await _a.WaitAsync(); } void Set() => _a.Set(); }
        class B { readonly AsyncManualResetEvent _b = new AsyncManualResetEvent(); async Task M() { await _b.WaitAsync(); } void Set() => _b.Set(); }
        """), Gate);

    [Fact]
    public Task A_loop_that_burns_a_core_in_asynchronous_code_awaits_too() => Busy.Fixes(
        WithLibrary("class C { volatile bool _open; async Task Pass() { await Task.Yield(); while ([|!_open|]) { } } void Open() => _open = true; }"),
        WithLibrary("using SyncPrimitives;\n\nclass C { readonly AsyncManualResetEvent _open = new AsyncManualResetEvent(); async Task Pass() { await Task.Yield(); await _open.WaitAsync(); } void Open() => _open.Set(); }"),
        Gate);

    [Theory]
    [InlineData("async Task M(CancellationToken token) { try { while ([|!_done|]) await Task.Delay(5, token); } catch (TaskCanceledException) { } } void Set() => _done = true;")]
    [InlineData("async Task M() { while ([|!_done|]) await Task.Delay(5); } void Set(bool value) => _done = value;")]
    [InlineData("async Task M() { while ([|!_done|]) await Task.Delay(5); } void Set() => Set(ref _done); static void Set(ref bool flag) => flag = true;")]
    [InlineData("async Task M() { while ([|!_done|]) { await Task.Delay(5); /* not long */ } } void Set() => _done = true;")]
    [InlineData("async Task M() { for (var i = 0; [|!_done && i < 9|]; i++) await Task.Delay(5); } void Set() => _done = true;")]
    [InlineData("void M() { while ([|!_done|]) Thread.Sleep(5); } void Set() => _done = true;")]
    [InlineData("async Task M() { await Task.Yield(); void Inner() { while ([|!_done|]) Thread.Sleep(5); } Inner(); } void Set() => _done = true;")]
    public Task Not_every_flag_is_a_gate(string members) => Rule.DoesNotOffer(WithLibrary("class C { bool _done; " + members + " }"), Gate);

    [Fact]
    public Task Without_the_library_its_events_are_not_offered() => Rule.DoesNotOffer(Download, Gate);
}
