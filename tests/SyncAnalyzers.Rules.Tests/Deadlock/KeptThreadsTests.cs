using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<WaitUnderLockAnalyzer>;

/// <summary>One member starts threads and tasks and keeps them, another waits for them.</summary>
public sealed class KeptThreadsTests
{
    [Theory]
    [InlineData("foreach (var t in _threads) [|t.Join()|];")]
    [InlineData("foreach (Thread t in _threads.ToArray()) { if (t.IsAlive) [|t.Join()|]; }")]
    [InlineData("for (var i = 0; i < _pool.Length; i++) [|_pool[i].Join()|];")]
    [InlineData("foreach (var t in _pool) [|t.Join()|];")]
    [InlineData("[|Task.WaitAll(_tasks.ToArray())|];")]
    [InlineData("foreach (var t in _tasks) [|t.GetAwaiter().GetResult()|];")]
    [InlineData("if (_task is { } running) [|running.Wait()|];")]
    [InlineData("if (_task is Task running) [|running.Wait()|];")]
    [InlineData("if (_task is not { } running) return; [|running.Wait()|];")]
    public Task They_need_the_lock(string body) => Rule.Reports(Members($"lock (_gate) {{ {body} }}"));

    [Fact]
    public Task A_local_list_keeps_them_as_well() => Rule.Reports(Members(
        "var all = new List<Thread>(); for (var i = 0; i < 3; i++) { var t = new Thread(Take); all.Add(t); t.Start(); } lock (_gate) { foreach (var t in all) [|t.Join()|]; }"));

    [Theory]
    [InlineData("lock (_other) { foreach (var t in _threads) t.Join(); }")]
    [InlineData("lock (_gate) { foreach (var t in _threads) t.Join(100); }")]
    [InlineData("lock (_gate) { foreach (var t in _free) t.Join(); }")]
    [InlineData("lock (_gate) { foreach (var t in _peer._threads) t.Join(); }")]
    [InlineData("lock (_gate) { foreach (var t in _given) t.Join(); }")]
    [InlineData("lock (_gate) { _peer._pool[0].Join(); }")]
    [InlineData("lock (_gate) { if (_peer._task is { } running) running.Wait(); }")]
    [InlineData("Thread[] all; lock (_gate) { all = _threads.ToArray(); } foreach (var t in all) t.Join();")]
    [InlineData("Task? last = null; lock (_gate) { if (_task is { } running) last = running; } last?.Wait();")]
    [InlineData("lock (_gate) { if (_task is { } running && running.Wait(100)) _task = null; }")]
    public Task They_can_end(string body) => Rule.IsSilentOn(Members(body));

    [Theory]
    [InlineData("if (_reload is { } running) [|await running|];")]
    [InlineData("foreach (var t in _reloads) [|await t|];")]
    [InlineData("[|await Task.WhenAll(_reloads)|];")]
    public Task They_need_the_semaphore(string body) => Rule.Reports(Members($"await _slot.WaitAsync(); try {{ {body} }} finally {{ _slot.Release(); }}", "async Task"));

    private static string Members(string body, string type = "void") =>
        $$"""
        class C
        {
            private readonly object _gate = new(), _other = new();
            private readonly SemaphoreSlim _slot = new(1, 1);
            private readonly List<Thread> _threads = [], _free = [];
            private readonly List<Task> _tasks = [], _reloads = [];
            private readonly IEnumerable<Thread> _given = [];
            private readonly Thread[] _pool = new Thread[3];
            private readonly C _peer = null!;
            private Task? _task, _reload;

            public {{type}} M() { {{body}} }

            public void Begin()
            {
                for (var i = 0; i < 3; i++)
                {
                    var n = i;
                    var thread = new Thread(() => Count(n));
                    _threads.Add(thread);
                    thread.Start();
                    _free.Add(new Thread(Free));
                    _pool[i] = new Thread(Take);
                    _tasks.Add(Task.Run(Take));
                    _reloads.Add(Task.Run(Reload));
                }

                _task ??= Task.Run(Take);
                _reload ??= Task.Run(Reload, CancellationToken.None);
            }

            private void Count(int n) { while (n > 0) Take(); }
            private void Take() { lock (_gate) { } }
            private void Free() { lock (_other) { } }
            private async Task Reload() { await Task.Yield(); await _slot.WaitAsync(); _slot.Release(); }
        }
        """;
}
