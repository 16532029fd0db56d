using SyncAnalyzers.Rules.Spinning;

namespace SyncAnalyzers.Rules.Tests.Spinning;

using Rule = Verify<SpinUnderLockAnalyzer>;

public sealed class SpinUnderLockTests
{
    [Fact]
    public Task A_poll_that_keeps_what_it_saw() => Rule.Reports(
        """
        class C
        {
            readonly object _gate = new(); bool _done;
            void Wait() { lock (_gate) { bool seen; while ([|!(seen = _done)|]) Thread.Sleep(1); } }
            void Done() { lock (_gate) _done = true; }
        }
        """);

    [Theory]
    [InlineData("lock (_gate) { while ([|!_ready|]) { } }", "lock (_gate) _ready = true;")]
    [InlineData("lock (_gate) { while ([|!_ready|]) Thread.Sleep(10); }", "lock (_gate) { _ready = true; }")]
    [InlineData("Monitor.Enter(_gate); try { while ([|!_ready|]) Thread.Yield(); } finally { Monitor.Exit(_gate); }", "lock (_gate) _ready = true;")]
    [InlineData("lock (_lock) { var spin = new SpinWait(); while ([|!_ready|]) spin.SpinOnce(); }", "lock (_lock) { _ready = true; }")]
    [InlineData("using (_lock.EnterScope()) { while ([|!_ready|]) Thread.Yield(); }", "using (_lock.EnterScope()) { _ready = true; }")]
    [InlineData("_slots.Wait(); while ([|!_ready|]) Thread.Sleep(1); _slots.Release();", "_slots.Wait(); _ready = true; _slots.Release();")]
    [InlineData("_rw.EnterReadLock(); while ([|!_ready|]) Thread.Sleep(1); _rw.ExitReadLock();", "_rw.EnterWriteLock(); _ready = true; _rw.ExitWriteLock();")]
    [InlineData("lock (_gate) { [|WaitReady()|]; }", "lock (_gate) _ready = true;")]
    [InlineData("lock (_gate) { while ([|!_ready|]) Thread.Yield(); }", "lock (_gate) { SetReady(); }")]
    [InlineData("lock (_gate) { while (true) { if ([|_ready|]) break; Thread.SpinWait(3); } }", "lock (_gate) _ready = true;")]
    [InlineData("lock (_gate) { while ([|!_ready|]) Interlocked.Increment(ref _most); }", "lock (_gate) _ready = true;")]
    public Task Keeps_out_the_only_writer(string waiter, string writer) => Rule.Reports(Class(waiter, writer));

    [Theory]
    [InlineData("lock (_gate) { while (!_ready) Monitor.Wait(_gate); }", "lock (_gate) { _ready = true; Monitor.PulseAll(_gate); }")]
    [InlineData("lock (_gate) { while (!_ready) Thread.Yield(); }", "_ready = true;")]
    [InlineData("lock (_gate) { while (!_ready) Thread.Yield(); }", "lock (_other) _ready = true;")]
    [InlineData("while (!_ready) Thread.Yield(); while (true) { lock (_gate) { } }", "lock (_gate) _ready = true;")]
    [InlineData("lock (_gate) { } while (!_ready) Thread.Yield();", "lock (_gate) _ready = true;")]
    [InlineData("while (true) { lock (_gate) { if (_ready) break; } Thread.Yield(); }", "lock (_gate) _ready = true;")]
    [InlineData("lock (_gate) { var i = 0; while (!_ready && i++ < 9) Thread.Yield(); }", "lock (_gate) _ready = true;")]
    [InlineData("lock (_gate) { var end = DateTime.UtcNow.AddSeconds(1); while (!_ready && DateTime.UtcNow < end) Thread.Sleep(1); }", "lock (_gate) _ready = true;")]
    [InlineData("Task.Run(() => { while (!_ready) Thread.Yield(); }); lock (_gate) { }", "lock (_gate) _ready = true;")]
    [InlineData("_rw.EnterReadLock(); while (!_ready) Thread.Sleep(1); _rw.ExitReadLock();", "_rw.EnterReadLock(); _ready = true; _rw.ExitReadLock();")]
    [InlineData("lock (_gate) { while (_most < _now) Interlocked.CompareExchange(ref _most, _now, _most); }", "lock (_gate) _ready = true;")]
    [InlineData("lock (_gate) { while (!_ready && !Monitor.TryEnter(_other)) Thread.Yield(); }", "lock (_gate) _ready = true;")]
    [InlineData("lock (_gate) { while (!_slots.Wait(0) && !_ready) Thread.Yield(); }", "lock (_gate) _ready = true;")]
    [InlineData("lock (_gate) { while (!Monitor.TryEnter(_other)) Thread.Yield(); }", "lock (_gate) _ready = true;")]
    [InlineData("lock (_gate) { while (!_ready && !_mails.TryDequeue(out _)) Thread.Yield(); }", "lock (_gate) _ready = true;")]
    [InlineData("lock (_gate) { while (!_ready && Interlocked.Exchange(ref _most, 1) == 1) Thread.Yield(); }", "lock (_gate) _ready = true;")]
    public Task The_writer_can_get_through(string waiter, string writer) => Rule.IsSilentOn(Class(waiter, writer));

    private static string Class(string waiter, string writer) =>
        $$"""
        class C
        {
            volatile bool _ready; int _most, _now; readonly object _gate = new(), _other = new(); readonly Lock _lock = new(); readonly SemaphoreSlim _slots = new(1, 1); readonly ReaderWriterLockSlim _rw = new(); readonly ConcurrentQueue<string> _mails = new();
            void Waiter() { {{waiter}} }
            void Writer() { {{writer}} }
            void WaitReady() { while (!_ready) Thread.Yield(); }
            {{(writer.Contains("SetReady", StringComparison.Ordinal) ? "private void SetReady() => _ready = true;" : "")}}
        }
        """;
}
