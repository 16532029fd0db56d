using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Balance;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

/// <summary>Permits that are leases: each fault is told once, by the rule whose it is, whatever all the others say.</summary>
public sealed class PermitLeaseTests
{
    [Theory]
    [InlineData("_slots.AcquireScope(); Work();")]
    [InlineData("_ = _slots.AcquireScope(); Work();")]
    [InlineData("await _slots.AcquireScopeAsync(token); Work();")]
    [InlineData("_ = await _slots.AcquireScopeAsync(2, token).ConfigureAwait(false); Work();")]
    [InlineData("var lease = await _slots.AcquireScopeAsync(token); Work();")]
    [InlineData("var lease = _slots.AcquireScope(); Console.WriteLine(lease.IsHeld);")]
    [InlineData("Lease lease; lease = _slots.AcquireScope(); Console.WriteLine(lease.IsHeld);")]
    [InlineData("for (var i = 0; i < 3; i++) await _slots.AcquireScopeAsync(token);")]
    [InlineData("var first = _slots.AcquireScope(); using (_slots.AcquireScope()) Work(); first.Dispose(); _slots.AcquireScope();")]
    public async Task A_lease_that_nobody_can_dispose_is_dropped(string body) => Assert.Contains("SYNC2012", await Told(body));

    [Theory]
    [InlineData("_slots.AcquireScope(); Work();")]
    [InlineData("var lease = await _slots.AcquireScopeAsync(token); Work();")]
    public async Task A_dropped_lease_is_told_once(string body) => Assert.Equal(["SYNC2012"], await Told(body));

    [Theory]
    [InlineData("var lease = _slots.AcquireScope(); if (flag) return; lease.Dispose();")]
    [InlineData("var lease = await _slots.AcquireScopeAsync(token); if (flag) lease.Dispose();")]
    [InlineData("var lease = await _slots.AcquireScopeAsync(token); try { Work(); } catch { lease.Dispose(); throw; }")]
    [InlineData("var lease = await _slots.AcquireScopeAsync(token); Work(); lease.Dispose();")]
    [InlineData("Lease lease; lease = await _slots.AcquireScopeAsync(token); Work(); lease.Dispose();")]
    [InlineData("var lease = _slots.AcquireScope(); await Task.Delay(1, token); lease.Dispose();")]
    [InlineData("var lease = _slots.AcquireScope(); if (flag) throw new ArgumentException(\"flag\"); lease.Dispose();")]
    [InlineData("var first = _slots.AcquireScope(); using (_slots.AcquireScope()) Work(); first.Dispose();")]
    public async Task A_lease_that_some_way_out_keeps_is_a_permit_not_released(string body) => Assert.Equal(["SYNC4001"], await Told(body));

    [Theory]
    [InlineData("_slots.AcquireScopeAsync(token); await Task.Yield();")]
    [InlineData("_ = _slots.AcquireScopeAsync(token); await Task.Yield();")]
    [InlineData("var wait = _slots.AcquireScopeAsync(token); await Task.Yield();")]
    public async Task A_lease_that_nobody_awaits_is_a_wait_not_awaited(string body) => Assert.Equal(["SYNC4006"], await Told(body));

    [Theory]
    [InlineData("using (_slots.AcquireScope()) Work();")]
    [InlineData("using var lease = await _slots.AcquireScopeAsync(token); Work();")]
    [InlineData("var lease = await _slots.AcquireScopeAsync(token); try { Work(); } finally { lease.Dispose(); }")]
    [InlineData("Lease lease = default; try { lease = _slots.AcquireScope(); Work(); } finally { lease.Dispose(); }")]
    [InlineData("Lease? lease = null; try { lease = _slots.AcquireScope(); Work(); } finally { lease?.Dispose(); }")]
    [InlineData("Lease? lease = null; if (flag) lease = _slots.AcquireScope(); try { Work(); } finally { lease?.Dispose(); }")]
    [InlineData("IDisposable? lease = null; try { lease = await _slots.AcquireScopeAsync(token); Work(); } finally { if (lease != null) lease.Dispose(); }")]
    [InlineData("using (flag ? _slots.AcquireScope() : default) Work();")]
    [InlineData("var lease = flag ? _slots.AcquireScope() : default; try { Work(); } finally { lease.Dispose(); }")]
    [InlineData("var lease = _slots.AcquireScope(); lease.Dispose(); Work();")]
    [InlineData("var lease = await _slots.AcquireScopeAsync(token); using (lease) Work();")]
    [InlineData("IDisposable? lease = _slots.AcquireScope(); try { Work(); } finally { if (lease is { } held) held.Dispose(); }")]
    [InlineData("IDisposable? lease = _slots.AcquireScope(); if (lease is IDisposable held) held.Dispose();")]
    [InlineData("while (flag) { var lease = await _slots.AcquireScopeAsync(token); try { if (token.CanBeCanceled) continue; Work(); } finally { lease.Dispose(); } }")]
    [InlineData("if (flag) { using var lease = await _slots.AcquireScopeAsync(token); Work(); return; } using (_slots.AcquireScope()) Work();")]
    public async Task A_lease_that_is_disposed_says_nothing(string body) => Assert.Empty(await Told(body));

    [Theory]
    [InlineData("_kept = _slots.AcquireScope(); Work();")]
    [InlineData("_all.Add(await _slots.AcquireScopeAsync(token)); Work();")]
    [InlineData("var lease = _slots.AcquireScope(); _all.Add(lease); Work();")]
    [InlineData("var other = _slots.AcquireScope(); try { var lease = _slots.AcquireScope(); _all.Add(lease); } finally { other.Dispose(); }")]
    [InlineData("var lease = _slots.AcquireScope(); _all.Add(lease); using (_slots.AcquireScope()) Work();")]
    [InlineData("Pass(_slots.AcquireScope()); Work();")]
    [InlineData("Pass(_slots.AcquireScope(), flag ? 1 : 2); Work();")]
    [InlineData("var lease = await _slots.AcquireScopeAsync(token); _ = Task.Run(() => { Work(); lease.Dispose(); });")]
    [InlineData("var lease = _slots.AcquireScope(); Action tell = () => Console.WriteLine(lease.IsHeld); tell();")]
    [InlineData("var lease = await _slots.AcquireScopeAsync(token); token.Register(() => lease.Dispose()); Work();")]
    [InlineData("var lease = await _slots.AcquireScopeAsync(token); _ = Run(); async Task Run() { await Task.Yield(); lease.Dispose(); }")]
    [InlineData("var lease = await _slots.AcquireScopeAsync(token); try { _ = Task.Run(() => { Work(); lease.Dispose(); }); } catch { lease.Dispose(); throw; }")]
    [InlineData("for (var i = 0; i < 3; i++) _all.Add(_slots.AcquireScope()); foreach (var lease in _all) lease.Dispose();")]
    [InlineData("var leases = new Lease[2]; leases[0] = _slots.AcquireScope(); Work(); leases[0].Dispose();")]
    [InlineData("var (lease, number) = (_slots.AcquireScope(), 1); Work(); lease.Dispose();")]
    [InlineData("Open(); Work(); Close();")]
    [InlineData("StartWork(); Work();")]
    [InlineData("var item = Next(); Console.WriteLine(item);")]
    public async Task A_lease_that_is_handed_on_says_nothing(string body) => Assert.Empty(await Told(body));

    [Fact]
    public async Task Returned_leases_are_the_callers() => Assert.Empty(await Told(
        "await Task.Yield();", "public Lease Enter() => _slots.AcquireScope(); public async Task<Lease> EnterAsync() { var lease = await _slots.AcquireScopeAsync(); Work(); return lease; } public LeaseAwaitable Later() => _slots.AcquireScopeAsync();"));

    [Theory]
    [InlineData("await [|_slots.AcquireScopeAsync(token)|];\n        Work();", "using var scope = await _slots.AcquireScopeAsync(token);\n        Work();")]
    [InlineData("[|_slots.AcquireScope()|];\n        Work();", "using var scope = _slots.AcquireScope();\n        Work();")]
    public Task A_dropped_lease_is_kept(string before, string after) => Verify<LeaseDroppedAnalyzer, KeepLeaseFix>.Fixes(In(before), In(after));

    [Theory]
    [InlineData("_ = [|_slots.AcquireScopeAsync(token)|];")]
    [InlineData("var scope = [|_slots.AcquireScopeAsync(token)|];")]
    public Task A_lease_that_nobody_awaits_is_awaited_and_kept(string statement) => Verify<WaitNotAwaitedAnalyzer, WaitNotAwaitedFix>.Fixes(
        In(statement + "\n        await Task.Yield();"), In("using var scope = await _slots.AcquireScopeAsync(token);\n        await Task.Yield();"));

    [Fact]
    public Task A_wait_that_gives_no_lease_is_not_kept() => Verify<WaitNotAwaitedAnalyzer, WaitNotAwaitedFix>.Fixes(
        "class C { private readonly SemaphoreSlim _gate = new(1, 1); async Task M() { _ = [|_gate.WaitAsync()|]; await Task.Yield(); } }",
        "class C { private readonly SemaphoreSlim _gate = new(1, 1); async Task M() { await _gate.WaitAsync(); await Task.Yield(); } }");

    [Fact]
    public Task A_lease_that_an_exception_would_lose_gets_a_using_statement() => Verify<PermitNotReleasedAnalyzer, PermitNotReleasedFix>.Fixes(
        In("var lease = await [|_slots.AcquireScopeAsync(token)|];\n        Work();\n        lease.Dispose();"),
        In("using (var lease = await _slots.AcquireScopeAsync(token))\n        {\n            Work();\n        }"));

    [Fact]
    public Task The_message_says_what_loses_it() => Verify<PermitNotReleasedAnalyzer>.Explains(
        In("var lease = await [|_slots.AcquireScopeAsync(token)|]; Work(); lease.Dispose();"), """
        Test0.cs(12): The permit of '_slots' taken here is not given back if 'Work' throws
            Test0.cs(12): Work()
            Test0.cs(12): lease.Dispose()
        """);

    [Theory]
    [InlineData("AsyncKeyedLock.AsyncNonKeyedLocker", "LockAsync", "SYNC2012")]
    [InlineData("Nito.AsyncEx.AsyncSemaphore", "LockAsync", "SYNC2012")]
    [InlineData("Microsoft.VisualStudio.Threading.AsyncSemaphore", "EnterAsync", "SYNC2012")]
    public async Task Permits_of_other_libraries_are_leases_too(string type, string enter, string rule)
    {
        Assert.Equal([rule], await Told(InForeign(type, enter, $"await _slots.{enter}();")));
        Assert.Equal(["SYNC4001"], await Told(InForeign(type, enter, $"var lease = await _slots.{enter}(); Console.WriteLine(); lease.Dispose();")));
        Assert.Equal(["SYNC4006"], await Told(InForeign(type, enter, $"_ = _slots.{enter}(); await Task.Yield();")));
        Assert.Empty(await Told(InForeign(type, enter, $"using (await _slots.{enter}()) Console.WriteLine();")));
        Assert.Empty(await Told(InForeign(type, enter, $"_kept = await _slots.{enter}();")));
    }

    [Theory]
    [InlineData("using var lease = await _slots.LockOrNullAsync(); if (lease is null) return; Console.WriteLine();")]
    [InlineData("var lease = await _slots.LockOrNullAsync(); if (lease == null) return; try { Console.WriteLine(); } finally { lease.Dispose(); }")]
    [InlineData("var lease = await _slots.LockOrNullAsync(); try { Console.WriteLine(); } finally { lease?.Dispose(); }")]
    public async Task A_lease_that_may_be_null_is_disposed_where_it_is_there(string body) => Assert.Empty(
        await Told(InForeign("AsyncKeyedLock.AsyncNonKeyedLocker", "LockOrNullAsync", body)));

    [Theory]
    [InlineData("await _slots.LockAsync(); Console.WriteLine();")]
    [InlineData("var lease = await _slots.LockAsync(); Console.WriteLine(); lease.Dispose();")]
    public async Task A_permit_that_others_give_back_is_not_lost_with_its_lease(string body) => Assert.Empty(
        await Told(InForeign("Nito.AsyncEx.AsyncSemaphore", "LockAsync", body, "public void Done() => _slots.Release();")));

    private static Scenario InForeign(string type, string enter, string body, string members = "")
    {
        var lease = enter.Contains("OrNull", StringComparison.Ordinal) ? "IDisposable?" : "IDisposable";
        var (space, name) = (type[..type.LastIndexOf('.')], type[(type.LastIndexOf('.') + 1)..]);
        return Scenario.FromSources(
        [
            $"namespace {space}; public sealed class {name}(long count) {{ public long Count => count; public Task<{lease}> {enter}() => Task.FromResult<{lease}>(new MemoryStream()); public void Release() {{ }} }}",
            $$"""
            class C
            {
                private readonly {{type}} _slots = new(4);
                private IDisposable? _kept;
                async Task M() { {{body}} }
                {{members}}
            }
            """,
        ]);
    }

    private static Task<IEnumerable<string>> Told(string body, string members = "") => Told(In(body, members));

    private static async Task<IEnumerable<string>> Told(Scenario scenario) =>
        (await TestProject.Analyze(TestProject.Create(scenario), [.. Repository.Analyzers])).Select(d => d.Id).Where(id => id is "SYNC4001" or "SYNC4006" || id.StartsWith("SYNC2", StringComparison.Ordinal));

    private static Scenario In(string body, string members = "") => WithLibrary(
        $$"""
        using SyncPrimitives;

        public class C
        {
            private readonly CountingSemaphore _slots = new(4);
            private readonly List<Lease> _all = [];
            private Lease _kept;

            #pragma warning disable CS4014
            public async Task M(bool flag, CancellationToken token)
            {
                {{body}}
            }

            private static void Work() => Console.WriteLine();
            private static void Pass(Lease lease, int number = 0) => lease.Dispose();
            private void Open() => _kept = _slots.AcquireScope();
            private void Close() => _kept.Dispose();
            private void StartWork() { var lease = _slots.AcquireScope(); Task.Run(() => { Work(); lease.Dispose(); }); }
            private Stream Next() { var lease = _slots.AcquireScope(); var item = new MemoryStream(); Task.Run(() => { Work(); lease.Dispose(); }); return item; }
            {{members}}
        }
        """);
}
