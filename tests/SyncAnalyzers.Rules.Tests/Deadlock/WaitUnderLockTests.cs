using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<WaitUnderLockAnalyzer>;

public sealed class WaitUnderLockTests
{
    [Theory]
    [InlineData("var t = new Thread(() => { lock (_gate) { } }); t.Start(); lock (_gate) { [|t.Join()|]; }")]
    [InlineData("var t = new Thread(Take); t.Start(); lock (_gate) { [|t.Join()|]; }")]
    [InlineData("var t = Task.Run(() => { lock (_gate) { } }); lock (_gate) { [|t.Wait()|]; }")]
    [InlineData("lock (_gate) { [|Task.Run(Take).Wait()|]; }")]
    [InlineData("lock (_gate) { _ = [|Task.Run(() => { lock (_gate) { return 1; } }).Result|]; }")]
    [InlineData("lock (_gate) { [|Task.Run(Take).GetAwaiter().GetResult()|]; }")]
    [InlineData("lock (_gate) { [|Parallel.For(0, 4, i => { lock (_gate) { } })|]; }")]
    [InlineData("lock (_gate) { [|Parallel.Invoke(Take, Take)|]; }")]
    [InlineData("lock (_gate) { [|_done.Wait()|]; }")]
    [InlineData("lock (_gate) { [|_done.Wait(CancellationToken.None)|]; }")]
    [InlineData("lock (_gate) { [|_event.WaitOne()|]; }")]
    [InlineData("lock (_gate) { [|_source.Task.Wait()|]; }")]
    [InlineData("lock (_gate) { [|_worker.Join()|]; }")]
    [InlineData("lock (_gate) { using var stopped = new ManualResetEvent(false); _timer.Dispose(stopped); [|stopped.WaitOne()|]; }")]
    [InlineData("var stopped = new ManualResetEvent(false); lock (_gate) { if (_timer.Dispose(stopped)) [|stopped.WaitOne()|]; }")]
    [InlineData("lock (_gate) { [|Stop()|]; }")]
    public Task Needs_the_lock(string body) => Rule.Reports(Members(body));

    [Theory]
    [InlineData("await _slot.WaitAsync(); try { await Task.Run(() => { lock (_gate) { } }); } finally { _slot.Release(); }")]
    [InlineData("await _slot.WaitAsync(); _slot.Release(); await Task.Run(async () => { await _slot.WaitAsync(); _slot.Release(); });")]
    public Task Async_code_that_is_safe(string body) => Rule.IsSilentOn(Members(body, "async Task"));

    [Theory]
    [InlineData("var t = Poke(); [|await t|];")]
    [InlineData("_poking = Poke(); [|await _poking|];")]
    public Task Awaits_what_it_has_started(string body) => Rule.Reports(Members($"await _slot.WaitAsync(); try {{ {body} }} finally {{ _slot.Release(); }}", "async Task"));

    [Theory]
    [InlineData("await Poke();")]
    [InlineData("await _peer.Poke();")]
    [InlineData("_poking = Poke();")]
    public Task Calls_are_judged_as_calls(string body) => Rule.IsSilentOn(Members($"await _slot.WaitAsync(); try {{ {body} }} finally {{ _slot.Release(); }}", "async Task"));

    [Fact]
    public Task Awaits_what_needs_the_semaphore_it_holds() => Rule.Reports(Members(
        "await _slot.WaitAsync(); try { [|await Task.Run(async () => { await _slot.WaitAsync(); _slot.Release(); })|]; } finally { _slot.Release(); }", "async Task"));

    [Theory]
    [InlineData("var t = Task.Run(() => { lock (_gate) { } }); t.Wait(); lock (_gate) { }")]
    [InlineData("var t = Task.Run(() => { lock (_other) { } }); lock (_gate) { t.Wait(); }")]
    [InlineData("var t = Task.Run(() => { lock (_gate) { } }); lock (_gate) { t.Wait(1000); }")]
    [InlineData("var t = Task.Run(() => { if (Monitor.TryEnter(_gate, 10)) Monitor.Exit(_gate); }); lock (_gate) { t.Wait(); }")]
    [InlineData("lock (_gate) { Parallel.For(0, 4, i => { lock (_other) { } }); }")]
    [InlineData("lock (_gate) { if (!_working) _worker.Join(); }")]
    [InlineData("var stopped = new ManualResetEvent(false); lock (_gate) { _timer.Dispose(stopped); } stopped.WaitOne();")]
    [InlineData("var stopped = new ManualResetEvent(false); lock (_gate) { _timer.Dispose(stopped); stopped.WaitOne(500); }")]
    [InlineData("var stopped = new ManualResetEvent(false); var other = new ManualResetEvent(true); lock (_gate) { _timer.Dispose(stopped); other.WaitOne(); }")]
    [InlineData("var stopped = new ManualResetEvent(false); lock (_other) { _timer.Dispose(stopped); stopped.WaitOne(); }")]
    [InlineData("lock (_gate) { _free.Wait(); }")]
    [InlineData("lock (_gate) { _done.Wait(100); }")]
    [InlineData("lock (_other) { _done.Wait(); }")]
    [InlineData("lock (_gate) { new List<int>().ForEach(x => { lock (_gate) { } }); }")]
    public Task Can_end(string body) => Rule.IsSilentOn(Members(body));

    [Theory]
    [InlineData("lock (_other) { [|_free.Wait()|]; }")]
    [InlineData("var left = new CountdownEvent(2); lock (_gate) { for (var i = 0; i < 2; i++) Task.Run(() => { lock (_gate) Console.WriteLine(); left.Signal(); }); [|left.Wait()|]; }")]
    [InlineData("var set = new ManualResetEventSlim(); lock (_gate) { new Thread(() => { Monitor.Enter(_gate); Monitor.Exit(_gate); set.Set(); }).Start(); [|set.Wait()|]; }")]
    [InlineData("var set = new ManualResetEventSlim(); lock (_gate) { Task.Run(() => { try { lock (_gate) Console.WriteLine(); } finally { set.Set(); } }); [|set.Wait()|]; }")]
    [InlineData("var set = new TaskCompletionSource(); lock (_gate) { Task.Run(() => { lock (_gate) Console.WriteLine(); if (_working) set.SetResult(); }); [|set.Task.Wait()|]; }")]
    public Task Whoever_signals_had_to_have_the_lock_before(string body) => Rule.Reports(Members(body));

    [Theory]
    [InlineData("var left = new CountdownEvent(2); lock (_gate) { Task.Run(() => { lock (_other) Console.WriteLine(); left.Signal(); }); left.Wait(); }")]
    [InlineData("var left = new CountdownEvent(2); lock (_gate) { Task.Run(() => { left.Signal(); lock (_gate) Console.WriteLine(); }); left.Wait(); }")]
    [InlineData("var left = new CountdownEvent(2); lock (_gate) { Task.Run(() => { if (_working) lock (_gate) Console.WriteLine(); left.Signal(); }); left.Wait(); }")]
    [InlineData("var left = new CountdownEvent(2); lock (_gate) { Task.Run(() => { foreach (var n in new int[_slot.CurrentCount]) lock (_gate) Console.WriteLine(n); left.Signal(); }); left.Wait(); }")]
    [InlineData("var left = new CountdownEvent(2); lock (_gate) { Task.Run(() => { if (Monitor.TryEnter(_gate, 9)) Monitor.Exit(_gate); left.Signal(); }); left.Wait(); }")]
    [InlineData("var left = new CountdownEvent(2); lock (_gate) { Task.Run(() => { lock (_gate) Console.WriteLine(); left.Signal(); }); left.Wait(900); }")]
    [InlineData("var left = new CountdownEvent(2); lock (_gate) { Task.Run(() => { lock (_gate) Console.WriteLine(); left.Signal(); }); } left.Wait();")]
    public Task Somebody_signals_without_the_lock(string body) => Rule.IsSilentOn(Members(body));

    // A monitor of Hoare's: who signals hands the mutex on and waits to get it back.
    [Fact]
    public Task A_mutex_that_was_handed_on_is_not_held() => Rule.IsSilentOn(Box(
        "_mutex.Wait(); _items++; if (_takers > 0) { _putters++; _ready.Release(); _urgent.Wait(); _putters--; } if (_putters > 0) _urgent.Release(); else _mutex.Release();",
        "_mutex.Wait(); if (_items == 0) { _takers++; if (_putters > 0) _urgent.Release(); else _mutex.Release(); _ready.Wait(); _takers--; } _items--; if (_putters > 0) _urgent.Release(); else _mutex.Release();"));

    // Who is woken takes the mutex for himself.
    [Fact]
    public Task A_signal_alone_hands_no_mutex_on() => Rule.Reports(Box(
        "_mutex.Wait(); _items++; if (_takers > 0) { _ready.Release(); [|_urgent.Wait()|]; _urgent.Release(); } _mutex.Release();",
        "_ready.Wait(); _mutex.Wait(); _items--; _urgent.Release(); _mutex.Release();"));

    [Fact]
    public Task The_message_tells_when_the_lock_is_needed() => Rule.Explains(Members("lock (_other) { [|_free.Wait()|]; }"), """
        Test0.cs(14): 'Wait' waits while '_other' is held, but what it waits for needs '_other' first: C.FinishFree (line 17) acquires it before it signals
            Test0.cs(14): _other
            Test0.cs(17): _free.Set()
        """);

    private static string Box(string put, string take) => $$"""
        class Box
        {
            private readonly SemaphoreSlim _mutex = new(1, 1), _ready = new(0), _urgent = new(0);
            private int _items, _takers, _putters;
            public void Put() { {{put}} }
            public void Take() { {{take}} }
        }
        """;

    private static string Members(string body, string type = "void") =>
        $$"""
        class C
        {
            private readonly object _gate = new(), _other = new();
            private readonly SemaphoreSlim _slot = new(1, 1);
            private readonly ManualResetEventSlim _done = new(), _free = new();
            private readonly AutoResetEvent _event = new(false);
            private readonly TaskCompletionSource _source = new();
            private readonly Thread _worker;
            private bool _working = true;
            private readonly Timer _timer;

            public C() { _timer = new Timer(_ => Take()); _worker = new Thread(Work); _worker.Start(); }

            public {{type}} M() { {{body}} }

            public void Finish() { lock (_gate) { _done.Set(); _event.Set(); _source.SetResult(); } }
            public void FinishFree() { lock (_other) { } _free.Set(); }
            private void Work() { while (true) { lock (_gate) { if (_slot.CurrentCount > 5) { _working = false; return; } } } }
            private Task _poking = Task.CompletedTask;
            private readonly C _peer = null!;
            private async Task Poke() { await _slot.WaitAsync(); try { await Task.Yield(); } finally { _slot.Release(); } }
            private void Take() { lock (_gate) { } }
            private void Stop() => _worker.Join();
        }
        """;
}
