using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<OtherThreadAnalyzer>;

public sealed class OtherThreadTests
{
    [Theory]
    [InlineData("Monitor.Enter(_gate); Task.Run(() => { Work(); [|Monitor.Exit(_gate)|]; });")]
    [InlineData("_rw.EnterReadLock(); new Thread(() => { try { Work(); } finally { [|_rw.ExitReadLock()|]; } }).Start();")]
    [InlineData("_mutex.WaitOne(); WorkAsync().ContinueWith(_ => [|_mutex.ReleaseMutex()|]);")]
    [InlineData("_lock.Enter(); ThreadPool.QueueUserWorkItem(_ => [|_lock.Exit()|]);")]
    [InlineData("Monitor.Enter(_gate); _ = new Timer(_ => [|Monitor.Exit(_gate)|], null, 10, -1);")]
    [InlineData("Monitor.Enter(_gate); new Thread(Run).Start(); void Run() { Work(); [|Monitor.Exit(_gate)|]; }")]
    public Task A_thread_of_its_own_releases(string body) => Rule.Reports(Source.Method(body));

    [Theory]
    [InlineData("Monitor.Enter(_gate); Task.Factory.StartNew(() => End());")]
    [InlineData("Monitor.Enter(_gate); Task.Run(() => { if (flag) End(); else this.End(); });")]
    [InlineData("Monitor.Enter(_gate); Task.Run(() => Finish()); void Finish() { Work(); End(); }")]
    [InlineData("Monitor.Enter(_gate); new Thread(Finish).Start(); void Finish() => End();")]
    public Task What_only_a_thread_of_its_own_calls_releases(string body) =>
        Rule.Reports(Source.Method(body, members: "private void End() { Work(); [|Monitor.Exit(_gate)|]; }"));

    [Theory]
    [InlineData("Monitor.Enter(_gate); Task.Run(() => [|End()|]);")]
    [InlineData("Monitor.Enter(_gate); if (flag) End(); else Task.Run(() => [|End()|]);")]
    [InlineData("Task.Run(() => { Monitor.Enter(_gate); End(); }); Task.Run(() => [|End()|]);")]
    public Task Who_is_called_by_others_too_releases_for_a_thread_of_its_own(string body) =>
        Rule.Reports(Source.Method(body, members: "private void End() => Monitor.Exit(_gate); public void Close() => End();"));

    [Fact]
    public Task What_others_may_call_releases_for_a_thread_of_its_own() =>
        Rule.Reports(Source.Method("Monitor.Enter(_gate); Task.Run(() => [|End()|]);", members: "internal void End() => Monitor.Exit(_gate);"));

    [Fact]
    public Task A_finalizer_releases() => Rule.Reports(
        """
        class Holder
        {
            private readonly Mutex _mutex = new();
            public Holder() => _mutex.WaitOne();
            ~Holder() { [|_mutex.ReleaseMutex()|]; }
        }
        """);

    [Fact]
    public Task A_method_given_to_a_thread_releases() => Rule.Reports(
        """
        class Worker
        {
            private readonly object _gate = new();
            public void Start() { Monitor.Enter(_gate); new Thread(Run).Start(); }
            private void Run() { Console.WriteLine(); [|Monitor.Exit(_gate)|]; }
        }
        """);

    [Theory]
    [InlineData("Task.Run(() => { Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); } });")]
    [InlineData("_slots.Wait(); Task.Run(() => { Work(); _slots.Release(); });")]
    [InlineData("Monitor.Enter(_gate); Action leave = () => Monitor.Exit(_gate); leave();")]
    [InlineData("Task.Run(() => { lock (_gate) Work(); });")]
    [InlineData("Monitor.Enter(_gate); try { _items.ForEach(_ => Work()); } finally { Monitor.Exit(_gate); }")]
    [InlineData("Task.Run(() => { if (Monitor.IsEntered(_gate)) Monitor.Exit(_gate); });")]
    [InlineData("Task.Run(() => { Begin(); try { Work(); } finally { End(); } });")]
    [InlineData("Task.Run(() => { Monitor.Enter(_gate); End(); }); Task.Run(() => { lock (_gate) { Monitor.Enter(_gate); End(); } });")]
    [InlineData("Monitor.Enter(_gate); Action end = () => End(); end();")]
    public Task The_thread_that_acquired_releases(string body) => Rule.IsSilentOn(Source.Method(
        body, members: "private void Begin() => Monitor.Enter(_gate); private void End() => Monitor.Exit(_gate);"));
}
