using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Rule = Verify<HeldAcrossSuspensionAnalyzer, HeldAcrossSuspensionFix>;

public sealed class HeldAcrossSuspensionTests
{
    [Theory]
    [InlineData("Monitor.Enter(_gate); try { [|await WorkAsync()|]; } finally { Monitor.Exit(_gate); }")]
    [InlineData("_rw.EnterReadLock(); try { [|await WorkAsync().ConfigureAwait(false)|]; } finally { _rw.ExitReadLock(); }")]
    [InlineData("_mutex.WaitOne(); [|await Task.Yield()|]; _mutex.ReleaseMutex();")]
    [InlineData("_lock.Enter(); try { [|await WorkAsync()|]; } finally { _lock.Exit(); }")]
    [InlineData("if (flag) Monitor.Enter(_gate); [|await WorkAsync()|]; if (flag) Monitor.Exit(_gate);")]
    [InlineData("_rw.EnterWriteLock(); try { [|await _slots.WaitAsync()|]; _slots.Release(); } finally { _rw.ExitWriteLock(); }")]
    [InlineData("Begin(); try { [|await WorkAsync()|]; } finally { End(); }")]
    [InlineData("var taken = false; _spin.Enter(ref taken); [|await WorkAsync()|]; _spin.Exit();")]
    [InlineData("_old.AcquireWriterLock(-1); [|await WorkAsync()|]; _old.ReleaseWriterLock();")]
    [InlineData("Monitor.Enter(_gate); try { [|await foreach|] (var item in Source()) Console.WriteLine(item); } finally { Monitor.Exit(_gate); }")]
    [InlineData("Func<Task> later = async () => { Monitor.Enter(_gate); try { [|await WorkAsync()|]; } finally { Monitor.Exit(_gate); } }; await later();")]
    public Task Await_under_a_lock_of_a_thread(string body) => Rule.Reports(Source.Method(
        body, "async Task", "private void Begin() => Monitor.Enter(_gate); private void End() => Monitor.Exit(_gate); private static async IAsyncEnumerable<int> Source() { await Task.Yield(); yield return 1; }")
        .Replace("[|await foreach|]", "await [|foreach|]", StringComparison.Ordinal));

    [Theory]
    [InlineData("lock (_gate) { foreach (var item in _items) [|yield return item;|] }")]
    [InlineData("_rw.EnterReadLock(); try { [|yield return 1;|] } finally { _rw.ExitReadLock(); }")]
    [InlineData("Monitor.Enter(_gate); [|yield return _count;|] Monitor.Exit(_gate);")]
    public Task Yield_under_a_lock_of_a_thread(string body) => Rule.Reports(Source.Method(body, "IEnumerable<int>"));

    [Theory]
    [InlineData("await _slots.WaitAsync(); try { await WorkAsync(); } finally { _slots.Release(); }")]
    [InlineData("lock (_gate) { Work(); } await WorkAsync();")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); } await WorkAsync();")]
    [InlineData("lock (_gate) { Task.Run(async () => await WorkAsync()); } await WorkAsync();")]
    [InlineData("Task pending; lock (_gate) pending = WorkAsync(); await pending;")]
    [InlineData("if (!Monitor.TryEnter(_gate)) { await WorkAsync(); return; } Monitor.Exit(_gate);")]
    [InlineData("_rw.EnterReadLock(); var seen = _count; _rw.ExitReadLock(); await WorkAsync(); Console.WriteLine(seen);")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); await WorkAsync(); }")]
    public Task Await_without_one(string body) => Rule.IsSilentOn(Source.Method(body, "async Task"));

    [Theory]
    [InlineData("lock (_gate) { if (flag) yield break; } yield return 1;")]
    [InlineData("int[] copy; lock (_gate) copy = [.. _items]; foreach (var item in copy) yield return item;")]
    [InlineData("_slots.Wait(); try { yield return 1; } finally { _slots.Release(); }")]
    public Task Yield_without_one(string body) => Rule.IsSilentOn(Source.Method(body, "IEnumerable<int>"));

    [Fact]
    public Task The_story_names_the_acquisition() => Rule.Explains(
        Source.Method("_mutex.WaitOne();\ntry\n{\n    [|await WorkAsync()|];\n}\nfinally\n{\n    _mutex.ReleaseMutex();\n}", "async Task"),
        """
        Test0.cs(20): '_mutex' is held across this await: what follows may run on another thread, and only the thread that acquired it can release it
            Test0.cs(17): _mutex.WaitOne()
        """);

    [Theory]
    [InlineData("private readonly object _gate = new(); void Pause() { lock (_gate) Monitor.Wait(_gate); }")]
    [InlineData("private readonly object _gate = new(); bool IsMine => Monitor.IsEntered(_gate);")]
    [InlineData("private readonly object _gate = new(); object Shared => _gate;")]
    [InlineData("private readonly object _gate = new(); void Again() { lock (_gate) Count(); } void Count() { lock (_gate) { } }")]
    [InlineData("private object _gate = new(); void Renew() => _gate = new();")]
    [InlineData("public readonly object _gate = new();")]
    [InlineData("protected readonly object _gate = new();")]
    [InlineData("private readonly object _gate; public C(object gate) => _gate = gate;")]
    [InlineData("private object _gate; public C() => _gate = new(); void Renew() => _gate = new();")]
    [InlineData("\n#pragma warning disable CS8618, CS0649\nprivate object _gate; public void Open() { _gate = new(); }\n")]
    [InlineData("private object _gate; public C(bool mine) { _gate = null!; if (mine) { _gate = new(); } }")]
    [InlineData("private object? _gate; public object Gate => _gate ??= new(); ")]
    [InlineData("private readonly object _gate; public C() => _gate = new(); public C(int count) => _gate = new();")]
    [InlineData("private readonly object _gate; public C(bool mine) { if (mine) _gate = new(); else _gate = this; }")]
    [InlineData("private readonly object _gate = \"gate\";")]
    [InlineData("private readonly object _gate = new(); void Say() { lock /* the gate */ (_gate) { } }")]
    public Task What_the_lock_is_used_for_otherwise_needs_it(string members) => Rule.ReportsWithoutFix(WithLibrary(
        "#pragma warning disable CS1998\nclass C { " + members + " async Task M() { Monitor.Enter(_gate); try { [|await Task.Yield()|]; } finally { Monitor.Exit(_gate); } } }"));

    [Fact]
    public Task Another_part_of_the_type_may_use_the_lock() => Rule.ReportsWithoutFix(Scenario.FromSources([
        "partial class C { private readonly object _gate = new(); async Task M() { Monitor.Enter(_gate); try { [|await Task.Yield()|]; } finally { Monitor.Exit(_gate); } } }",
        "partial class C { void N() { lock (_gate) { } } }"]));

    [Theory]
    [InlineData("async Task Sum() { Span<int> numbers = stackalloc int[1]; lock (_gate) { } numbers[0]++; }")]
    [InlineData("async Task Both() { lock (_other) { lock (_gate) { } } }")]
    [InlineData("IEnumerable<int> All() { lock (_gate) { [|yield return 1;|] } }")]
    public Task Where_only_one_of_the_two_can_be_had(string member) => Rule.ReportsWithoutFix(
        "#pragma warning disable CS1998\nclass C { private readonly object _gate = new(), _other = new(); " + member + " async Task M() { Monitor.Enter(_gate); try { [|await Task.Yield()|]; } finally { Monitor.Exit(_gate); } } }");

    [Fact]
    public Task Without_the_library_its_mutex_is_not_offered() => Rule.DoesNotOffer(
        "class C { private readonly Lock _lock = new(); async Task M() { _lock.Enter(); try { [|await Task.Yield()|]; } finally { _lock.Exit(); } } }", "Use an AsyncMutex as the lock");
}
