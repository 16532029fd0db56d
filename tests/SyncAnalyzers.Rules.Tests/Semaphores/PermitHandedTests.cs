using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<PermitNotReleasedAnalyzer, PermitNotReleasedFix>;

/// <summary>Permits that are handed to a started task, a local function or the caller: who has them must give them back.</summary>
public sealed class PermitHandedTests
{
    [Theory]
    [InlineData("await [|_gate.WaitAsync()|]; _ = Task.Run(async () => { await Work(); _gate.Release(); });")]
    [InlineData("foreach (var x in new int[count]) { await [|_gate.WaitAsync(token)|]; all.Add(Task.Run(() => { File.Delete(\"x\"); _gate.Release(); })); } await Task.WhenAll(all);")]
    [InlineData("await [|_gate.WaitAsync()|]; _ = Task.Run(async () => { try { if (flag) return; await Work(); } catch (IOException) { } _gate.Release(); });")]
    [InlineData("await [|_gate.WaitAsync()|]; all.Add(Run()); async Task Run() { await Work(); _gate.Release(); }")]
    [InlineData("[|_gate.Wait()|]; ThreadPool.QueueUserWorkItem(_ => { File.Delete(\"x\"); _gate.Release(); }); await Work();")]
    [InlineData("var slots = new SemaphoreSlim(count); foreach (var x in new int[count]) { await [|slots.WaitAsync()|]; all.Add(Run(x)); } await Task.WhenAll(all); async Task Run(int x) { if (x > 3) return; await Work(); slots.Release(); }")]
    [InlineData("all.Add(Task.Run(async () => { await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(); } })); await [|_gate.WaitAsync()|]; await Work(); _gate.Release();")]
    [InlineData("await [|_gate.WaitAsync()|]; await Work(); _gate.Release(); all.Add(Run()); async Task Run() { await _gate.WaitAsync(200); try { await Work(); } finally { _gate.Release(); } }")]
    [InlineData("await [|_gate.WaitAsync()|]; _ = Task.Run(() => { if (flag) throw new ArgumentException(); _gate.Release(); });")]
    public Task Handed_to_work_that_may_end_before_it_releases(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("await _gate.WaitAsync(); _ = Task.Run(async () => { try { if (flag) return; await Work(); } finally { _gate.Release(); } });")]
    [InlineData("await _gate.WaitAsync(); _ = Task.Run(async () => { try { await Work(); } catch (Exception e) { Console.WriteLine(e); } _gate.Release(); });")]
    [InlineData("await _gate.WaitAsync(); _ = Task.Run(async () => { try { await Work(); } catch { _gate.Release(); throw; } _gate.Release(); });")]
    [InlineData("await _gate.WaitAsync(); all.Add(Run()); async Task Run() { try { await Work(); } finally { _gate.Release(); } }")]
    [InlineData("await _gate.WaitAsync(); _ = Work().ContinueWith(t => { Console.WriteLine(t.Exception); _gate.Release(); });")]
    [InlineData("await _gate.WaitAsync(); all.Add(Run()); async Task Run() { var more = await _gate.WaitAsync(200); try { await Work(); } finally { _gate.Release(); if (more) _gate.Release(); } }")]
    [InlineData("await _gate.WaitAsync(); _ = Task.Run(() => { count++; _gate.Release(); });")]
    [InlineData("await _gate.WaitAsync(); _ = Task.Run(async () => { await Work(); if (flag) _gate.Release(); });")]
    [InlineData("await _gate.WaitAsync(); try { await Run(); } catch { _gate.Release(); throw; } async Task Run() { await Work(); _gate.Release(); }")]
    [InlineData("var done = new SemaphoreSlim(0); _ = Task.Run(async () => { await Work(); done.Release(); }); await done.WaitAsync();")]
    [InlineData("await _shared.WaitAsync(); _ = Task.Run(async () => { await Work(); _shared.Release(); });")]
    public Task Handed_to_work_that_gives_it_back_or_is_not_to_be_seen_through(string body) => Verify.IsSilentOn(InClass(body));

    [Theory]
    [InlineData("await [|_turn.WaitAsync()|]; _ = Step(); await Work();", "await Work(); _turn.Release();")]
    [InlineData("while (true) { await [|_turn.WaitAsync(token)|]; _ = Task.Run(() => Step()); }", "if (_kept != null) return; await Work(); _turn.Release();")]
    public Task Handed_to_a_private_method_that_may_end_before_it_releases(string run, string step) => Verify.Reports(WithMember(run, step));

    [Theory]
    [InlineData("await _turn.WaitAsync(); _ = Step();", "try { await Work(); } finally { _turn.Release(); }")]
    [InlineData("await _turn.WaitAsync(); _ = Step();", "await Work(); _turn.Release(); } public Task Again() { return Step();")]
    [InlineData("await _turn.WaitAsync(); _ = Step();", "await Work(); _turn.Release(); } public void Abort() { _turn.Release();")]
    [InlineData("await _turn.WaitAsync(); Later(() => Step());", "if (_kept != null) return; await Work(); _turn.Release(); } void Later(Func<Task> step) { _ = step();")]
    [InlineData("await _turn.WaitAsync(); Later(Step);", "if (_kept != null) return; await Work(); _turn.Release(); } void Later(Func<Task> step) { _ = step();")]
    [InlineData("await _turn.WaitAsync(); try { await Step(); } catch { _turn.Release(); throw; }", "await Work(); _turn.Release();")]
    [InlineData("while (!token.IsCancellationRequested) { await _turn.WaitAsync(token); try { await Work(); } catch { _turn.Release(); throw; } _ = Step(); }", "try { await Work(); } finally { _kept?.Dispose(); _turn.Release(); }")]
    public Task Handed_to_a_private_method_that_gives_it_back_or_that_others_share(string run, string step) => Verify.IsSilentOn(WithMember(run, step));

    [Theory]
    [InlineData("try { await work(); } catch (Exception e) { _done.TrySetException(e); }", true)]
    [InlineData("if (work == null) { _done.TrySetCanceled(); return; } try { await work(); } catch { }", true)]
    [InlineData("try { await work(); } catch (IOException e) { _done.TrySetException(e); }", false)]
    [InlineData("try { await work(); } catch (Exception e) { throw new AggregateException(e); }", false)]
    [InlineData("await work();", false)]
    public Task Work_whose_every_implementation_catches_all_it_throws(string run, bool isSafe)
    {
        var code = $$"""
            interface IJob { Task Run(); }
            class Job(Func<Task> work) : IJob { readonly TaskCompletionSource _done = new(); public async Task Run() { {{run}} } }
            class Other : IJob { public Task Run() => Task.CompletedTask; }
            class C
            {
                private readonly SemaphoreSlim _gate = new(5, 5);
                async Task M(IJob job)
                {
                    await [|_gate.WaitAsync()|];
                    _ = Task.Run(async () => { var task = job.Run(); await task; _gate.Release(); });
                }
            }
            """;
        return isSafe ? Verify.IsSilentOn(code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal)) : Verify.Reports(code);
    }

    [Fact]
    public Task The_message_names_what_ends_the_work() => Verify.Explains(InClass("await [|_gate.WaitAsync()|]; _ = Task.Run(async () => { if (flag) return; await Work(); _gate.Release(); });"), """
        Test0.cs(7): The permit of '_gate' taken here is not given back when the function that was handed it returns on line 7
            Test0.cs(7): _gate.Release()
            Test0.cs(7): return;
        """);

    [Fact]
    public Task The_first_reader_takes_it_and_the_last_gives_it_back() => Verify.IsSilentOn("""
        class ReadersWriters
        {
            private readonly SemaphoreSlim _mutex = new(1, 1);
            private readonly SemaphoreSlim _roomEmpty = new(1, 1);
            private int _readers;

            public void Read(Action read)
            {
                _mutex.Wait();
                var readers = ++_readers;
                if (readers == 1)
                    _roomEmpty.Wait();
                _mutex.Release();
                try
                {
                    read();
                }
                finally
                {
                    _mutex.Wait();
                    if (--_readers == 0)
                        _roomEmpty.Release();
                    _mutex.Release();
                }
            }

            public void Write(Action write)
            {
                _roomEmpty.Wait();
                try { write(); } finally { _roomEmpty.Release(); }
            }
        }
        """);

    [Theory]
    [InlineData("[|_gate.Wait()|]; if (flag) Console.WriteLine(); else _gate.Release();")]
    [InlineData("if (count > 1) [|_gate.Wait()|]; if (flag) _gate.Release();")]
    public Task A_condition_of_the_caller_is_no_count_of_holders(string body) => Verify.Reports(InClass(body + " await Work();"));

    [Theory]
    [InlineData("if (_idle.TryPop(out var idle)) return idle; return new FileStream(path, FileMode.Open);")]
    [InlineData("lock (_idle) { if (_idle.Count > 0) return _idle.Pop(); } try { return new FileStream(path, FileMode.Open); } catch (IOException e) { e.Data.Clear(); _slots.Release(); return null; }")]
    [InlineData("if (Idle() is { } kept) return kept; return new FileStream(path, FileMode.Open); } private FileStream? Idle() { lock (_idle) { while (_idle.TryPop(out var found)) { if (Claim(found)) return found; } } return null; } private bool Claim(FileStream file) { return Interlocked.Exchange(ref _claims, 1) == 0;")]
    public Task Bookkeeping_of_a_pool_loses_no_permit(string rent) => Verify.IsSilentOn(Pool(rent));

    [Theory]
    [InlineData("if (_idle.TryPop(out var idle)) return idle; return File.OpenRead(path);")]
    [InlineData("if (_idle.TryPop(out var idle)) return idle; try { return File.OpenRead(path); } catch (FileNotFoundException) { return null; }")]
    [InlineData("if (Idle() is { } kept) return kept; return File.OpenRead(path); } private FileStream? Idle() { lock (_idle) return _idle.TryPop(out var found) ? found : null;")]
    [InlineData("if (Idle() is { } kept) return kept; return new FileStream(path, FileMode.Open); } private FileStream? Idle() { if (_idle.Count > 9) throw new IOException(); lock (_idle) return _idle.TryPop(out var found) ? found : null;")]
    [InlineData("if (Idle() is { } kept) return kept; return new FileStream(path, FileMode.Open); } private FileStream? Idle() { File.Delete(path); lock (_idle) return _idle.TryPop(out var found) ? found : null;")]
    public Task What_a_pool_makes_may_fail(string rent) => Verify.Reports(Pool(rent).Replace("_slots.WaitAsync()", "[|_slots.WaitAsync()|]", StringComparison.Ordinal));

    [Theory]
    [InlineData("new(size, size)", true)]
    [InlineData("new(initialCount: size, maxCount: size)", true)]
    [InlineData("new(size)", false)]
    [InlineData("new(size, path.Length)", false)]
    public Task A_pool_whose_size_only_the_run_knows_starts_full(string creation, bool isPool)
    {
        var code = Pool("return File.OpenRead(path);").Replace("class Pool(string path)", "class Pool(string path, int size)", StringComparison.Ordinal).Replace("new(8, 8)", creation, StringComparison.Ordinal);
        return isPool ? Verify.Reports(code.Replace("_slots.WaitAsync()", "[|_slots.WaitAsync()|]", StringComparison.Ordinal)) : Verify.IsSilentOn(code);
    }

    [Fact]
    public Task A_loop_that_nobody_else_gives_back_for() => Verify.Reports(InClass("while (flag) { await [|_gate.WaitAsync(token)|]; try { await Work(); } catch { _gate.Release(); throw; } }"));

    [Theory]
    [InlineData("foreach (var x in new int[count]) { await [|_gate.WaitAsync()|]; await Work(); } _gate.Release();")]
    [InlineData("for (var i = 0; i < count; i++) [|_gate.Wait()|]; try { await Work(); } finally { _gate.Release(); }")]
    public Task One_release_does_not_pay_for_a_loop_of_waits(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("var lease = await [|Hold()|]; if (flag) return; lease.Dispose();")]
    [InlineData("var lease = await [|Hold()|]; await Work(); lease.Dispose();")]
    public Task A_lease_of_an_own_wrapper_that_is_disposed_on_some_ways(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("var lease = await Hold(); try { await Work(); } finally { lease.Dispose(); }")]
    [InlineData("using var lease = await Hold(); await Work();")]
    [InlineData("_kept = await Hold(); await Work();")]
    [InlineData("var lease = await Hold(); _ = Task.Run(async () => { await Work(); lease.Dispose(); });")]
    public Task A_lease_of_an_own_wrapper_that_comes_back_or_is_handed_on(string body) => Verify.IsSilentOn(InClass(body));

    private static string WithMember(string run, string step) => InClass("await Work();").Replace("void GiveBack()", "private readonly SemaphoreSlim _turn = new(5, 5); async Task Run(CancellationToken token) { " + run + " } private async Task Step() { " + step + " } void GiveBack()", StringComparison.Ordinal);

    private static string Pool(string rent) => $$"""
        class Pool(string path)
        {
            private readonly SemaphoreSlim _slots = new(8, 8);
            private readonly Stack<FileStream> _idle = new();
            private int _claims;
            public async Task<FileStream?> Rent() { await _slots.WaitAsync(); {{rent}} }
            public void Return(FileStream file) { lock (_idle) _idle.Push(file); _slots.Release(); }
        }
        """;

    private static string InClass(string body) => $$"""
        class C
        {
            private readonly SemaphoreSlim _gate = new(5, 5);
            private readonly SemaphoreSlim _shared = new(5, 5);
            private IDisposable? _kept;
            private readonly List<Task> all = [];
            async Task M(bool flag, int count, CancellationToken token) { {{body}} }

            async Task Other() { await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(); } }
            async Task<IDisposable> Hold() { await _gate.WaitAsync(); return new Lease(_gate); }
            void GiveBack() => _shared.Release();
            static Task Work() => Task.CompletedTask;

            sealed class Lease(SemaphoreSlim gate) : IDisposable { public void Dispose() => gate.Release(); }
        }
        """;
}
