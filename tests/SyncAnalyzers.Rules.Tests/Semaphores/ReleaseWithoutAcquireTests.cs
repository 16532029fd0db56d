using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<ReleaseWithoutAcquireAnalyzer>;

public sealed class ReleaseWithoutAcquireTests
{
    [Theory]
    [InlineData("try { await _gate.WaitAsync(token); await Work(); } finally { [|_gate.Release()|]; }")]
    [InlineData("try { await _gate.WaitAsync(token).ConfigureAwait(false); await Work(); } finally { [|_gate.Release()|]; }")]
    [InlineData("try { await _gate.WaitAsync(1000, token); await Work(); } finally { [|_gate.Release()|]; }")]
    [InlineData("try { if (!await _gate.WaitAsync(1000)) return; await Work(); } finally { [|_gate.Release()|]; }")]
    [InlineData("try { _gate.Wait(token); await Work(); } finally { [|_gate.Release()|]; }")]
    [InlineData("try { await Work(); await _gate.WaitAsync(); await Work(); } finally { [|_gate.Release()|]; }")]
    [InlineData("try { await _gate.WaitAsync(token); await Work(); } catch (OperationCanceledException) { } finally { [|_gate.Release()|]; }")]
    [InlineData("try { await _gate.WaitAsync(token); await Work(); _gate.Release(); } catch { [|_gate.Release()|]; throw; }")]
    [InlineData("await _gate.WaitAsync(token); try { await Work(); _gate.Release(); } finally { [|_gate.Release()|]; }")]
    [InlineData("await _gate.WaitAsync(); await Work(); _gate.Release(); [|_gate.Release()|];")]
    [InlineData("var ok = await _gate.WaitAsync(100); try { if (ok) await Work(); } finally { [|_gate.Release()|]; }")]
    [InlineData("if (!_gate.Wait(100)) { [|_gate.Release()|]; return; } await Work(); _gate.Release();")]
    [InlineData("var taken = false; try { taken = true; await _gate.WaitAsync(token); } finally { if (taken) [|_gate.Release()|]; }")]
    [InlineData("try { await _gate.WaitAsync(token); await Work(); } finally { if (_gate != null) [|_gate.Release()|]; }")]
    [InlineData("try { await _gate.WaitAsync(token); await Work(); } catch (OperationCanceledException) { if (!_disposed) [|_gate.Release()|]; throw; }")]
    [InlineData("if (flag) await _gate.WaitAsync(); await Work(); [|_gate.Release()|];")]
    [InlineData("try { using (await Open()) { await _gate.WaitAsync(token); await Work(); } } finally { [|_gate.Release()|]; }")]
    [InlineData("var gate = _gate; try { await gate.WaitAsync(token); } finally { [|gate.Release()|]; }")]
    [InlineData("foreach (var item in items) { try { await _gate.WaitAsync(token); await Work(); } finally { [|_gate.Release()|]; } }")]
    [InlineData("foreach (var item in items) { await _gate.WaitAsync(token); try { await Work(); } catch (IOException) { _gate.Release(); } finally { [|_gate.Release()|]; } }")]
    [InlineData("foreach (var item in items) { if (flag) await _gate.WaitAsync(); await Work(); [|_gate.Release()|]; }")]
    [InlineData("await Task.Run(async () => { try { await _gate.WaitAsync(token); await Work(); } finally { [|_gate.Release()|]; } });")]
    [InlineData("await _gate.WaitAsync(); try { _gate.Release(); await Work(); await _gate.WaitAsync(); } finally { [|_gate.Release()|]; }")]
    [InlineData("try { await Enter(token); await Work(); } finally { [|_gate.Release()|]; }")]
    public Task A_release_without_a_permit(string body) => Verify.Reports(InClass(body));

    [Theory]
    [InlineData("await _gate.WaitAsync(token); try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("try { await _gate.WaitAsync(); await Work(); } finally { _gate.Release(); }")]
    [InlineData("try { await _gate.WaitAsync(CancellationToken.None); await Work(); } finally { _gate.Release(); }")]
    [InlineData("var taken = false; try { await _gate.WaitAsync(token); taken = true; await Work(); } finally { if (taken) _gate.Release(); }")]
    [InlineData("var taken = false; try { taken = await _gate.WaitAsync(10, token); await Work(); } finally { if (taken) _gate.Release(); }")]
    [InlineData("if (await _gate.WaitAsync(100)) { try { await Work(); } finally { _gate.Release(); } }")]
    [InlineData("if (!await _gate.WaitAsync(100)) return; try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("while (!await _gate.WaitAsync(100)) await Work(); try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("if (flag) await _gate.WaitAsync(); try { await Work(); } finally { if (flag) _gate.Release(); }")]
    [InlineData("_gate.Release(); try { await Work(); } finally { await _gate.WaitAsync(); }")]
    [InlineData("while (true) { _gate.Release(); await Work(); await _gate.WaitAsync(); }")]
    [InlineData("await _gate.WaitAsync(); _ = Work().ContinueWith(_ => _gate.Release());")]
    [InlineData("await _gate.WaitAsync(token); _ = Task.Run(async () => { try { await Work(); } finally { _gate.Release(); } });")]
    [InlineData("_gate.Release();")]
    [InlineData("try { await _gate.WaitAsync(token); _mine = true; await Work(); } finally { if (_mine) { _mine = false; _gate.Release(); } }")]
    [InlineData("var ok = flag ? await _gate.WaitAsync(-1, token) : await _gate.WaitAsync(0, token); if (!ok) return; try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("for (var i = 0; i < count; i++) await _gate.WaitAsync(); await Work(); for (var i = 0; i < count; i++) _gate.Release();")]
    [InlineData("for (var i = 0; i < count; i++) await _gate.WaitAsync(); await Work(); _gate.Release(count);")]
    [InlineData("try { await _gate.WaitAsync(token); } catch (OperationCanceledException) { return; } try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("try { await _gate.WaitAsync(token); await Work(); _gate.Release(); } catch (InvalidOperationException) { _gate.Release(); }")]
    [InlineData("try { await _gate.WaitAsync(token); await Work(); _gate.Release(); } catch (OperationCanceledException) { } catch { _gate.Release(); throw; }")]
    [InlineData("var wait = _gate.WaitAsync(token); if (!wait.IsCompletedSuccessfully) await wait; try { await Work(); } finally { _gate.Release(); }")]
    [InlineData("switch (count) { case 1: await _gate.WaitAsync(); _gate.Release(); break; case 2: _gate.Release(); break; }")]
    [InlineData("await Task.WhenAny(_gate.WaitAsync(), Work()); _gate.Release();")]
    public Task A_release_that_has_a_permit_or_may_have_one(string body) => Verify.IsSilentOn(InClass(body));

    [Fact]
    public Task A_signal_is_nobodys_permit() => Verify.IsSilentOn("""
        class Queue
        {
            private readonly SemaphoreSlim _items = new(0);
            private readonly Queue<int> _queue = new();

            public void Add(int item)
            {
                _queue.Enqueue(item);
                _items.Release();
            }

            public async Task<int> Take(CancellationToken token)
            {
                try
                {
                    await _items.WaitAsync(token);
                    return _queue.Dequeue();
                }
                catch (InvalidOperationException)
                {
                    _items.Release();
                    throw;
                }
                finally
                {
                    _items.Release();
                }
            }
        }
        """);

    [Fact]
    public Task Gates_of_a_dictionary_are_gates_too() => Verify.Reports("""
        using System.Collections.Concurrent;

        class Cache
        {
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();

            public async Task Load(string key, CancellationToken token)
            {
                var gate = _gates.GetOrAdd(key, _ => new SemaphoreSlim(1, 1));
                try
                {
                    await gate.WaitAsync(token);
                    await Task.Delay(1, token);
                }
                finally
                {
                    [|gate.Release()|];
                }
            }
        }
        """);

    [Fact]
    public Task Other_libraries_semaphores_are_known_by_name() => Verify.Reports("""
        namespace Nito.AsyncEx
        {
            public class AsyncSemaphore(long initialCount)
            {
                public long CurrentCount { get; } = initialCount;
                public Task WaitAsync() => Task.CompletedTask;
                public Task WaitAsync(CancellationToken token) => Task.FromCanceled(token);
                public void Release() { }
            }
        }

        class C
        {
            private readonly Nito.AsyncEx.AsyncSemaphore _gate = new(1);

            public async Task M(CancellationToken token)
            {
                try
                {
                    await _gate.WaitAsync(token);
                }
                finally
                {
                    [|_gate.Release()|];
                }
            }

            public async Task N()
            {
                try
                {
                    await _gate.WaitAsync();
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task A_kernel_semaphore_in_a_local_function() => Verify.Reports("""
        class Device
        {
            private readonly Semaphore _slots = new(2, 2);

            public void Send(byte[] data)
            {
                Transmit();

                void Transmit()
                {
                    try
                    {
                        if (!_slots.WaitOne(TimeSpan.FromSeconds(1)))
                            throw new TimeoutException();

                        Console.WriteLine(data.Length);
                    }
                    finally
                    {
                        [|_slots.Release()|];
                    }
                }
            }
        }
        """);

    [Fact]
    public Task A_parameter_is_judged_by_what_this_method_does() => Verify.Reports("""
        static class Run
        {
            public static async Task<T> Guarded<T>(this SemaphoreSlim gate, Func<Task<T>> action, CancellationToken token)
            {
                try
                {
                    await gate.WaitAsync(token).ConfigureAwait(false);
                    return await action().ConfigureAwait(false);
                }
                finally
                {
                    [|gate.Release()|];
                }
            }
        }
        """);

    [Fact]
    public Task The_message_tells_the_whole_story() => Verify.Explains(InClass("try { await _gate.WaitAsync(token); } finally { [|_gate.Release()|]; }"), """
        Test0.cs(5): '_gate' is released here although the wait on line 5 may have been cancelled and taken no permit; SemaphoreFullException is thrown when it is full, and otherwise one caller too many gets in
            Test0.cs(5): _gate.WaitAsync(token)
        """);

    [Theory]
    [InlineData("try { await Work(); if (!_gate.Wait(9)) return; await Work(); _gate.Release(); } catch { [|_gate.Release()|]; throw; }", "an exception before the wait on line 5 leads here without a permit")]
    [InlineData("try { await Work(); if (!_gate.Wait(9)) return; await Work(); _gate.Release(); } catch (IOException) { [|_gate.Release()|]; throw; }", "an exception before the wait on line 5 leads here without a permit")]
    [InlineData("try { await Work(); _gate.Wait(); await Work(); } finally { [|_gate.Release()|]; }", "an exception before the wait on line 5 leads here without a permit")]
    [InlineData("try { await Work(); if (!_gate.Wait(9)) return; await Work(); } finally { [|_gate.Release()|]; }", "the wait on line 5 may have timed out and taken no permit")]
    [InlineData("try { if (!_gate.Wait(9)) { await Work(); return; } await Work(); _gate.Release(); } catch { [|_gate.Release()|]; throw; }", "the wait on line 5 may have timed out and taken no permit")]
    [InlineData("try { await Work(); _gate.Wait(token); await Work(); _gate.Release(); } catch { [|_gate.Release()|]; throw; }", "the wait on line 5 may have been cancelled and taken no permit")]
    public Task The_message_names_what_leads_to_the_release(string body, string cause) => Verify.Explains(InClass(body), $"""
        Test0.cs(5): '_gate' is released here although {cause}; SemaphoreFullException is thrown when it is full, and otherwise one caller too many gets in
            Test0.cs(5): {(body.Contains("(9)", StringComparison.Ordinal) ? "_gate.Wait(9)" : body.Contains("(token)", StringComparison.Ordinal) ? "_gate.Wait(token)" : "_gate.Wait()")}
        """);

    [Fact]
    public Task No_fix_for_a_second_release() =>
        Verify<ReleaseWithoutAcquireAnalyzer, ReleaseWithoutAcquireFix>.ReportsWithoutFix(InClass("await _gate.WaitAsync(); try { await Work(); _gate.Release(); } finally { [|_gate.Release()|]; }"));

    private static string InClass(string body) => $$"""
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private bool _disposed = false, _mine;
            async Task M(bool flag, int count, CancellationToken token, int[] items) { {{body}} }

            async Task Other() { await _gate.WaitAsync(); try { await Work(); } finally { _gate.Release(); } }
            Task Enter(CancellationToken token) => _gate.WaitAsync(token);
            static Task Work() => Task.CompletedTask;
            static Task<MemoryStream> Open() => Task.FromResult(new MemoryStream());
        }
        """;
}
