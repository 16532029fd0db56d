using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<WaitUnderLockAnalyzer>;

public sealed class WaitForSeveralTests
{
    [Theory]
    [InlineData("WaitHandle.WaitAll(new WaitHandle[] { _free, _needing })")]
    [InlineData("WaitHandle.WaitAll([_free, _needing])")]
    [InlineData("WaitHandle.WaitAll(new[] { _needing, _alsoNeeding }, Timeout.Infinite)")]
    [InlineData("WaitHandle.WaitAny([_needing, _alsoNeeding])")]
    [InlineData("Task.WaitAll(Task.Run(Take), Task.CompletedTask)")]
    [InlineData("Task.WaitAny(Task.Run(Take), Task.Run(Take))")]
    [InlineData("Task.WhenAll(Task.Run(Take), Task.Run(Free)).Wait()")]
    [InlineData("Task.WhenAny(Task.Run(Take), Task.Run(Take)).GetAwaiter().GetResult()")]
    public Task One_of_them_needs_the_lock_or_all_do(string wait) => Rule.Reports(Members($"lock (_gate) {{ [|{wait}|]; }}"));

    [Theory]
    [InlineData("WaitHandle.WaitAny(new WaitHandle[] { _needing, _free })")]
    [InlineData("WaitHandle.WaitAny(new WaitHandle[] { _free, _needing })")]
    [InlineData("WaitHandle.WaitAll(new WaitHandle[] { _free })")]
    [InlineData("WaitHandle.WaitAll(new WaitHandle[] { _needing, _free }, 500)")]
    [InlineData("Task.WaitAny(Task.Run(Take), Task.Run(Free))")]
    [InlineData("Task.WaitAny(Task.Run(Take), Task.Delay(100))")]
    [InlineData("Task.WaitAny(Task.Run(Take), _given)")]
    [InlineData("Task.WaitAll(Task.Run(Free), Task.Run(Free))")]
    [InlineData("_ = Task.WhenAll(Task.Run(Take), Task.Run(Free))")]
    [InlineData("_ = Task.WhenAll(Task.Run(Take), Task.Run(Free)).Wait(100)")]
    public Task One_is_enough_or_none_needs_it(string wait) => Rule.IsSilentOn(Members($"lock (_gate) {{ {wait}; }}"));

    [Theory]
    [InlineData("var all = new List<Task>(); for (var i = 0; i < 3; i++) all.Add(Task.Run(Take)); lock (_gate) { [|Task.WaitAll(all.ToArray())|]; }")]
    [InlineData("var all = new List<Task>(); all.Add(Task.Run(Take)); lock (_gate) { [|Task.WaitAll([.. all])|]; }")]
    [InlineData("var all = new Task[3]; for (var i = 0; i < 3; i++) all[i] = Task.Run(Take); lock (_gate) { [|Task.WaitAll(all)|]; }")]
    [InlineData("_all.Add(Task.Run(Take)); lock (_gate) { [|Task.WhenAll(_all).Wait()|]; }")]
    public Task Of_the_tasks_in_a_list(string body) => Rule.Reports(Members(body));

    [Theory]
    [InlineData("var all = new List<Task>(); all.Add(Task.Run(Free)); lock (_gate) { Task.WaitAll(all.ToArray()); }")]
    [InlineData("var all = new List<Task>(); var others = new List<Task>(); others.Add(Task.Run(Take)); lock (_gate) { Task.WaitAll(all.ToArray()); }")]
    [InlineData("var all = new Task[3]; lock (_gate) { for (var i = 0; i < 3; i++) all[i] = Task.Run(Take); } Task.WaitAll(all);")]
    [InlineData("var all = new List<Task>(); all.Add(Task.Run(Take)); lock (_gate) { Task.WaitAll(all.ToArray(), 100); }")]
    public Task Of_other_tasks_than_those_in_the_list(string body) => Rule.IsSilentOn(Members(body));

    [Fact]
    public Task Awaits_them_while_it_has_the_semaphore_they_need() => Rule.Reports(
        """
        class C
        {
            private readonly SemaphoreSlim _slot = new(1, 1);
            public async Task M() { await _slot.WaitAsync(); try { [|await Task.WhenAll(Task.Run(One), Task.Run(One))|]; await Task.WhenAny(Task.Run(One), Task.Delay(9)); } finally { _slot.Release(); } }
            private async Task One() { await _slot.WaitAsync(); _slot.Release(); }
        }
        """);

    [Theory]
    [InlineData("var all = items.Select(item => One(item)); [|await Task.WhenAll(all)|];")]
    [InlineData("[|await Task.WhenAll(items.Select(One))|];")]
    [InlineData("Task[] all = [.. items.Select(One)]; [|await Task.WhenAll(all).ConfigureAwait(false)|];")]
    public Task Awaits_one_for_each_element_while_it_has_the_semaphore_they_need(string body) => Rule.Reports(ForEach(body));

    [Theory]
    [InlineData("var all = items.Select(item => Other(item)); await Task.WhenAll(all);")]
    [InlineData("await Task.WhenAny(items.Select(One).Append(Task.Delay(9)));")]
    [InlineData("await Task.WhenAll(items.Select(item => item.ToString()).Select(_ => Task.CompletedTask));")]
    [InlineData("_later = items.Select(One);")]
    public Task Awaits_others_for_each_element(string body) => Rule.IsSilentOn(ForEach(body));

    [Theory]
    [InlineData("var all = [|items.Select(One)|].ToArray(); await Task.WhenAll(all);")]
    [InlineData("await Task.WhenAll([|items.Select(One)|].ToList());")]
    public async Task A_list_that_is_made_at_once_is_told_of_where_it_is_made(string body)
    {
        await Verify<SelfDeadlockAnalyzer>.Reports(ForEach(body));
        await Rule.IsSilentOn(ForEach(body.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal)));
    }

    private static string ForEach(string body) => $$"""
        class C
        {
            private readonly SemaphoreSlim _slot = new(1, 1);
            private IEnumerable<Task>? _later;
            public async Task M(int[] items) { await _slot.WaitAsync(); try { {{body}} } finally { _slot.Release(); } }
            private async Task One(int item) { await Task.Yield(); await _slot.WaitAsync(); try { Console.WriteLine(item); } finally { _slot.Release(); } }
            private async Task Other(int item) { await Task.Yield(); Console.WriteLine(item); }
        }
        """;

    [Theory]
    [InlineData("_event.WaitHandle.WaitOne()", "_event.Set();")]
    [InlineData("_left.WaitHandle.WaitOne()", "_left.Signal();")]
    [InlineData("foreach (var n in [|_queue.GetConsumingEnumerable()|]) Console.WriteLine(n)", "_queue.Add(1);")]
    [InlineData("foreach (var n in [|_queue.GetConsumingEnumerable(CancellationToken.None)|]) Console.WriteLine(n)", "_queue.Add(1); _queue.CompleteAdding();")]
    [InlineData("_queue.TryTake(out _, Timeout.Infinite)", "_queue.TryAdd(1);")]
    [InlineData("_queue.Take()", "_queue.Add(1);")]
    public Task Handles_and_queues(string wait, string signal) => Rule.Reports(Queue(wait.Contains("[|") ? wait : $"[|{wait}|]", signal));

    [Theory]
    [InlineData("_event.WaitHandle.WaitOne(100)", "_event.Set();", "")]
    [InlineData("_event.WaitHandle.WaitOne()", "_event.Set();", "_event.Set();")]
    [InlineData("foreach (var n in _queue.GetConsumingEnumerable()) Console.WriteLine(n)", "_queue.Add(1);", "_queue.CompleteAdding();")]
    [InlineData("_numbers = _queue.GetConsumingEnumerable()", "_queue.Add(1);", "")]
    [InlineData("_queue.TryTake(out _)", "_queue.Add(1);", "")]
    [InlineData("_queue.TryTake(out _, 100)", "_queue.Add(1);", "")]
    [InlineData("_queue.Take()", "_queue.Add(1);", "_queue.TryAdd(2);")]
    public Task Handles_and_queues_that_somebody_serves(string wait, string signal, string free) => Rule.IsSilentOn(Queue(wait, signal, free));

    private static string Queue(string wait, string signal, string free = "") =>
        $$"""
        using System.Collections.Concurrent;
        class C
        {
            private readonly object _gate = new();
            private readonly ManualResetEventSlim _event = new();
            private readonly CountdownEvent _left = new(3);
            private readonly BlockingCollection<int> _queue = new();
            private IEnumerable<int>? _numbers;

            public void M() { lock (_gate) { {{wait}}; } }
            public void Needing() { lock (_gate) { {{signal}} } }
            public void Free() { {{free}} }
        }
        """;

    private static string Members(string body) =>
        $$"""
        class C
        {
            private readonly object _gate = new(), _other = new();
            private readonly ManualResetEvent _needing = new(false), _alsoNeeding = new(false), _free = new(false);
            private readonly List<Task> _all = [];
            private readonly Task _given = null!;

            public void M() { {{body}} }

            public void Finish() { lock (_gate) { _needing.Set(); _alsoNeeding.Set(); } _free.Set(); }
            public void FinishFree() { _free.Set(); }
            private void Take() { lock (_gate) { } }
            private void Free() { lock (_other) { } }
        }
        """;
}
