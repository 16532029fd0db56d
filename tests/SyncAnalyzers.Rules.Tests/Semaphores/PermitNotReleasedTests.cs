using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<PermitNotReleasedAnalyzer, PermitNotReleasedFix>;

public sealed class PermitNotReleasedTests
{
    [Theory]
    [InlineData("await [|_gate.WaitAsync()|]; await Work(); _gate.Release();")]
    [InlineData("await [|_gate.WaitAsync(token)|].ConfigureAwait(false); await Work().ConfigureAwait(false); _gate.Release();")]
    [InlineData("[|_gate.Wait()|]; if (flag) return; _gate.Release();")]
    [InlineData("await [|_gate.WaitAsync()|]; try { if (flag) return; await Work(); _gate.Release(); } catch { _gate.Release(); throw; }")]
    [InlineData("await [|_gate.WaitAsync()|]; try { await Work(); } catch (IOException) { _gate.Release(); throw; } _gate.Release();")]
    [InlineData("if (await [|_gate.WaitAsync(100)|]) { await Work(); _gate.Release(); }")]
    [InlineData("if (!await [|_gate.WaitAsync(100)|]) return; await Work(); _gate.Release();")]
    [InlineData("await [|_gate.WaitAsync()|]; await Work();")]
    [InlineData("while (true) { await [|_gate.WaitAsync()|]; if (flag) continue; _gate.Release(); }")]
    [InlineData("await Task.Run(async () => { await [|_gate.WaitAsync()|]; await Work(); _gate.Release(); });")]
    [InlineData("await [|_gate.WaitAsync()|]; await Work(); try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("await [|_gate.WaitAsync()|]; switch (count) { case 1: _gate.Release(); break; case 2: break; default: _gate.Release(); break; }")]
    [InlineData("await [|_gate.WaitAsync()|]; if (flag) throw new InvalidOperationException(); _gate.Release();")]
    [InlineData("var wait = [|_gate.WaitAsync()|]; await wait; await Work(); _gate.Release();")]
    public Task A_permit_that_stays_out(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("if (![|_slots.Wait(100)|]) return false; if (size > 99) return false; return true;")]
    [InlineData("[|_slots.Wait()|]; if (size > 99) return false; return true;")]
    [InlineData("[|_slots.Wait()|]; if (size > 99) throw new ArgumentOutOfRangeException(); return true;")]
    public Task A_pool_that_lends_nothing_keeps_the_permit(string rent) => Verify.Reports(Pool(rent));

    [Theory]
    [InlineData("if (!_slots.Wait(100)) return false; if (size > 99) { _slots.Release(); return false; } return true;")]
    [InlineData("if (size > 99) return false; _slots.Wait(); return true;")]
    [InlineData("return _slots.Wait(100);")]
    public Task A_pool_that_takes_a_permit_for_what_it_lends(string rent) => Verify.IsSilentOn(Pool(rent));

    [Theory]
    [InlineData("while (true) { await [|_slots.WaitAsync()|]; await Task.Yield(); }")]
    [InlineData("for (;;) { [|_slots.Wait()|]; await Task.Yield(); }")]
    public Task A_loop_without_end_that_nobody_gives_back_to(string body) =>
        Verify.Reports("class C { private readonly SemaphoreSlim _slots = new(8, 8); async Task Run() { " + body + " } }");

    [Theory]
    [InlineData("await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); count++; _gate.Release();")]
    [InlineData("await _gate.WaitAsync(); try { if (flag) throw new InvalidOperationException(); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { if (flag) throw new InvalidOperationException(); } catch (InvalidOperationException) { _gate.Release(); throw; } _gate.Release();")]
    [InlineData("if (!await _gate.WaitAsync(10)) throw new TimeoutException(); _gate.Release();")]
    [InlineData("await _gate.WaitAsync(); if (flag) { _gate.Release(); throw new InvalidOperationException(); } _gate.Release();")]
    [InlineData("await _gate.WaitAsync(); try { await Work(); } catch { _gate.Release(); throw; } _gate.Release();")]
    [InlineData("if (await _gate.WaitAsync(0)) try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); _ = Task.Run(async () => { try { await Work(); } finally { _gate.Release(); } });")]
    [InlineData("await _gate.WaitAsync(); _ = Work().ContinueWith(_ => _gate.Release());")]
    [InlineData("for (var i = 0; i < 3; i++) await _gate.WaitAsync(); _gate.Release(3);")]
    [InlineData("for (var i = 0; i < count; i++) await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(count); }")]
    [InlineData("await _gate.WaitAsync(); try { await Work(); } finally { Leave(); } void Leave() => _gate.Release();")]
    [InlineData("var taken = false; try { await _gate.WaitAsync(token); taken = true; await Work(); } finally { if (taken) _gate.Release(); }")]
    [InlineData("using (await Hold()) { await Work(); }")]
    [InlineData("await Task.WhenAll(Enumerable.Range(0, count).Select(async _ => { await _gate.WaitAsync(token); try { await Work(); } finally { _gate.Release(); } }));")]
    [InlineData("await _gate.WaitAsync(); try { await Work(); } finally { if (_gate is not null) _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { await Work(); } catch (Exception e) { File.AppendAllText(\"log\", e.Message); } finally { await Work(); _gate.Release(); }")]
    public Task A_permit_that_comes_back(string body) => Verify.IsSilentOn(InClass(body));

    [Fact]
    public Task A_rent_that_fails_must_not_keep_its_permit() => Verify.Reports("""
        class Pool
        {
            private readonly SemaphoreSlim _slots = new(8, 8);

            public async Task<Stream> Rent(string path, CancellationToken token)
            {
                await [|_slots.WaitAsync(token)|];
                return File.OpenRead(path);
            }

            public bool TryRent(string path)
            {
                if (![|_slots.Wait(0)|])
                    return false;

                if (path.Length == 0)
                    return false;

                return true;
            }

            public void Return(Stream stream)
            {
                stream.Dispose();
                _slots.Release();
            }
        }
        """);

    [Fact]
    public Task Nobody_ever_gives_it_back() => Verify.Explains("""
        class Once
        {
            private static readonly SemaphoreSlim s_gate = new(1, 1);

            public static async Task Run(Func<Task> action)
            {
                await [|s_gate.WaitAsync()|];
                await action();
            }
        }
        """, """
        Test0.cs(7): The permit of 'Once.s_gate' taken here is not given back: nothing in the compilation ever releases it
        """);

    [Fact]
    public Task The_message_names_what_throws() => Verify.Explains(InClass("await [|_gate.WaitAsync()|]; await Work(); _gate.Release();"), """
        Test0.cs(4): The permit of '_gate' taken here is not given back when 'await Work()' on line 4 throws
            Test0.cs(4): _gate.Release()
            Test0.cs(4): await Work()
        """);

    private static string Pool(string rent) =>
        "class Pool { private readonly SemaphoreSlim _slots = new(8, 8); public bool TryRent(int size) { " + rent + " } public void Return() => _slots.Release(); }";

    private static string InClass(string body) => $$"""
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            async Task M(bool flag, int count, CancellationToken token) { {{body}} }

            async Task Other() { await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(); } }
            async Task<IDisposable> Hold() { await _gate.WaitAsync(); return new Lease(_gate); }
            static Task Work() => Task.CompletedTask;

            sealed class Lease(SemaphoreSlim gate) : IDisposable { public void Dispose() => gate.Release(); }
        }
        """;
}
