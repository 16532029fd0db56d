using SyncAnalyzers.Engine;
using SyncAnalyzers.Engine.Flow;

namespace SyncAnalyzers.Engine.Tests.Flow;

/// <summary>What is held when a body returns and when it throws, one line per way: the locks and their depth.</summary>
public sealed class LockFlowTests
{
    [Theory]
    [InlineData("lock (_gate) Work();", "-", "-")]
    [InlineData("lock (_lock) Work();", "-", "-")]
    [InlineData("lock (_lock) { if (flag) return; Work(); } Work();", "-", "-")]
    [InlineData("try { lock (_lock) { Work(); } } catch (Exception) { _lock.Enter(); }", "- | _lock 1", "-")]
    [InlineData("using (_lock.EnterScope()) Work();", "-", "-")]
    [InlineData("Monitor.Enter(_gate); Work(); Monitor.Exit(_gate);", "-", "- | _gate 1")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); }", "-", "-")]
    [InlineData("Monitor.Enter(_gate); Monitor.Enter(_gate); Monitor.Exit(_gate);", "_gate 1", "- | _gate 1")]
    [InlineData("if (Monitor.TryEnter(_gate)) { try { Work(); } finally { Monitor.Exit(_gate); } }", "-", "-")]
    [InlineData("if (!Monitor.TryEnter(_gate, 10)) return; try { Work(); } finally { Monitor.Exit(_gate); }", "-", "-")]
    [InlineData("var ok = Monitor.TryEnter(_gate); Work(); if (ok) Monitor.Exit(_gate);", "-", "- | _gate 1")]
    [InlineData("var taken = false; try { Monitor.Enter(_gate, ref taken); Work(); } finally { if (taken) Monitor.Exit(_gate); }", "-", "-")]
    [InlineData("if (flag) Monitor.Enter(_gate); Work(); if (flag) Monitor.Exit(_gate);", "-", "- | _gate 1")]
    [InlineData("if (count > 3) Monitor.Enter(_gate); if (3 < count) Monitor.Exit(_gate);", "-", "-")]
    [InlineData("if (flag) Monitor.Enter(_gate); flag = !flag; if (flag) Monitor.Exit(_gate);", "_gate -1 | _gate 1", "-")]
    [InlineData("bool took = false; if (flag) { Monitor.Enter(_gate); took = true; } Work(); if (took) Monitor.Exit(_gate);", "-", "- | _gate 1")]
    [InlineData("Monitor.Exit(_gate);", "_gate -1", "")]
    [InlineData("if (Monitor.IsEntered(_gate)) Monitor.Exit(_gate);", "-", "")]
    [InlineData("_slots.Wait(); try { Work(); } finally { _slots.Release(); }", "-", "-")]
    [InlineData("try { _slots.Wait(token); Work(); } finally { _slots.Release(); }", "-", "- | _slots -1")]
    [InlineData("try { _slots.Wait(); Work(); } finally { _slots.Release(); }", "-", "-")]
    [InlineData("try { _slots.Wait(CancellationToken.None); Work(); } finally { _slots.Release(); }", "-", "-")]
    [InlineData("try { _slots.Wait(10, token); Work(); } finally { _slots.Release(); }", "- | _slots -1", "- | _slots -1")]
    [InlineData("try { Work(); _slots.Wait(); } finally { _slots.Release(); }", "-", "_slots -1")]
    [InlineData("for (var i = 0; i < count; i++) Monitor.Enter(_gate);", "- | _gate 1 | _gate 2 | _gate 3 | _gate 4", "- | _gate 1 | _gate 2 | _gate 3 | _gate 4")]
    [InlineData("_rw.EnterUpgradeableReadLock(); _rw.EnterWriteLock(); _rw.ExitWriteLock(); _rw.ExitUpgradeableReadLock();", "-", "- | _rw 1")]
    [InlineData("Begin(); try { Work(); } finally { End(); }", "-", "-")]
    [InlineData("if (Try()) { try { Work(); } finally { End(); } }", "-", "-")]
    [InlineData("using (Hold()) { Work(); }", "-", "-")]
    [InlineData("Hold();", "_gate 1", "-")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } catch { Monitor.Exit(_gate); throw; } Monitor.Exit(_gate);", "-", "-")]
    [InlineData("Monitor.Enter(_gate); try { Work(); } catch (InvalidOperationException) { } Monitor.Exit(_gate);", "-", "- | _gate 1")]
    [InlineData("Monitor.Enter(_gate); goto done; done: Monitor.Exit(_gate);", "-", "-")]
    [InlineData("foreach (var o in all) { Monitor.Enter(o); Monitor.Exit(o); }", "-", "-")]
    [InlineData("Monitor.Enter(_gate); Leave(); void Leave() => Monitor.Exit(_gate);", "-", "-")]
    [InlineData("var gate = all[0]; Take(); try { Work(); } finally { Monitor.Exit(gate); } void Take() => Monitor.Enter(gate);", "-", "-")]
    [InlineData("try { _mutex.WaitOne(); } catch (AbandonedMutexException) { } _mutex.ReleaseMutex();", "-", "-")]
    [InlineData("var ok = false; try { ok = _mutex.WaitOne(10); } catch (AbandonedMutexException) { ok = true; } if (ok) _mutex.ReleaseMutex();", "-", "-")]
    [InlineData("if (!Monitor.TryEnter(_gate)) Fail(); Monitor.Exit(_gate);", "-", "-")]
    [InlineData("var ok = Monitor.TryEnter(_gate); System.Diagnostics.Debug.Assert(ok); Monitor.Exit(_gate);", "-", "-")]
    [InlineData("switch (count) { case 1: Monitor.Enter(_gate); break; case 2: break; } switch (count) { case 1: Monitor.Exit(_gate); break; }", "-", "-")]
    [InlineData("void Leave() => Monitor.Exit(_gate); Monitor.Enter(_gate); try { Work(); } finally { Leave(); }", "-", "-")]
    [InlineData("var gate = new SemaphoreSlim(1); Enter(); gate.Release(); void Enter() => gate.Wait();", "-", "-")]
    [InlineData("Monitor.Enter(_gate); Leave(); void Leave() { Inner(); void Inner() => Monitor.Exit(_gate); }", "-", "-")]
    [InlineData("_slots.Wait(); _slots.Dispose();", "-", "")]
    [InlineData("var ok = flag ? _slots.Wait(-1) : _slots.Wait(0); if (!ok) return; _slots.Release();", "-", "")]
    [InlineData("if (flag ? _slots.Wait(5) : _slots.Wait(0)) _slots.Release();", "-", "")]
    [InlineData("_slots.Wait(); if (_slots is not null) _slots.Release();", "-", "")]
    [InlineData("_slots.Wait(); _slots?.Release();", "-", "")]
    public async Task Ways_out(string body, string returning, string throwing)
    {
        var flow = await FlowOf("void", body);

        Assert.Equal((returning, throwing), (Describe(flow, flow.AtReturn), Describe(flow, flow.AtThrow)));
    }

    [Theory]
    [InlineData("await _slots.WaitAsync().ConfigureAwait(false); try { await Task.Yield(); } finally { _slots.Release(); }", "-", "-")]
    [InlineData("if (!await _slots.WaitAsync(10)) return; try { await Task.Yield(); } finally { _slots.Release(); }", "-", "-")]
    [InlineData("try { await _slots.WaitAsync(token); } finally { _slots.Release(); }", "-", "_slots -1")]
    [InlineData("try { await Acquire(); await Task.Yield(); } finally { _slots.Release(); }", "-", "-")]
    [InlineData("try { await Acquire(token); await Task.Yield(); } finally { _slots.Release(); }", "-", "- | _slots -1")]
    [InlineData("var wait = _slots.WaitAsync(); await wait; _slots.Release();", "-", "")]
    [InlineData("_ = _slots.WaitAsync();", "-", "")]
    [InlineData("await Acquire(); _slots.Release();", "-", "")]
    public async Task Ways_out_of_async_methods(string body, string returning, string throwing)
    {
        var flow = await FlowOf("async Task", body);

        Assert.Equal((returning, throwing), (Describe(flow, flow.AtReturn), Describe(flow, flow.AtThrow)));
    }

    private static async Task<LockFlow> FlowOf(string type, string body)
    {
        var source = $$"""
            class C
            {
                private readonly object _gate = new();
                private readonly Lock _lock = new();
                private readonly SemaphoreSlim _slots = new(1);
                private readonly ReaderWriterLockSlim _rw = new();
                private readonly Mutex _mutex = new();

                {{type}} M(bool flag, int count, CancellationToken token, object[] all) { {{body}} }

                void Work() => Console.WriteLine();
                void Begin() => Monitor.Enter(_gate);
                void End() => Monitor.Exit(_gate);
                static void Fail() => throw new TimeoutException();
                bool Try() => Monitor.TryEnter(_gate);
                Task Acquire() => _slots.WaitAsync();
                Task Acquire(CancellationToken cancellation) => _slots.WaitAsync(cancellation);
                Holder Hold() { Monitor.Enter(_gate); return new Holder(_gate); }

                sealed class Holder(object gate) : IDisposable { public void Dispose() => Monitor.Exit(gate); }
            }
            """;

        var compilation = (await TestProject.Create(source).GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
        var model = SyncModel.For(compilation);
        var tree = compilation.SyntaxTrees.Last();
        return model.FlowsOf(model.BodiesIn(tree).Single(b => b.Symbol?.Name == "M"))[0].Flow!;
    }

    private static string Describe(LockFlow flow, LockState? state) => string.Join(" | ", (state?.Scenarios ?? [])
        .Select(scenario => scenario.Held.All.IsEmpty ? "-" : string.Join(", ", scenario.Held.All.Select(held => $"{flow.Locks[held.Lock].Path} {held.Depth}")))
        .Order(StringComparer.Ordinal));
}
