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

    private static string Pool(string rent) =>
        "class Pool { private readonly SemaphoreSlim _slots = new(8, 8); public bool TryRent(int size) { " + rent + " } public void Return() => _slots.Release(); }";

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
    public Task One_who_waits_for_a_signal_owes_nothing() => Verify.IsSilentOn("""
        class Worker
        {
            private readonly SemaphoreSlim _work = new SemaphoreSlim(0);

            public void Post() => _work.Release();

            public async Task Run(CancellationToken token)
            {
                while (!token.IsCancellationRequested)
                {
                    await _work.WaitAsync(token);
                    await Task.Yield();
                }
            }
        }
        """);

    [Fact]
    public Task A_bounded_buffer_passes_its_permits_on() => Verify.IsSilentOn("""
        class Buffer<T>(int size)
        {
            private readonly SemaphoreSlim _free = new(size);
            private readonly SemaphoreSlim _full = new(0);
            private readonly Queue<T> _items = new();

            public void Put(T item)
            {
                _free.Wait();
                lock (_items) _items.Enqueue(item);
                _full.Release();
            }

            public T Take()
            {
                _full.Wait();
                T item;
                lock (_items) item = _items.Dequeue();
                _free.Release();
                return item;
            }
        }
        """);

    [Fact]
    public Task A_pool_takes_for_its_caller() => Verify.IsSilentOn("""
        using System.Collections.Concurrent;

        class Pool
        {
            private readonly SemaphoreSlim _slots = new(8, 8);
            private readonly ConcurrentBag<byte[]> _free = [];

            public async Task<byte[]> Rent(CancellationToken token)
            {
                await _slots.WaitAsync(token);
                return new byte[1024];
            }

            public bool TryRent(out byte[] buffer)
            {
                buffer = [];
                if (!_slots.Wait(0))
                    return false;

                buffer = new byte[1024];
                return true;
            }

            public void Return(byte[] buffer)
            {
                _free.Add(buffer);
                _slots.Release();
            }
        }
        """);

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
    public Task The_last_permit_before_disposal_is_nobodys() => Verify.IsSilentOn("""
        sealed class Partition : IAsyncDisposable
        {
            private readonly SemaphoreSlim _limit = new(1);

            public async ValueTask DisposeAsync()
            {
                await _limit.WaitAsync().ConfigureAwait(false);
                _limit.Dispose();
            }

            public async Task Send(Func<Task> next, CancellationToken token)
            {
                await _limit.WaitAsync(token).ConfigureAwait(false);
                try { await next(); } finally { _limit.Release(); }
            }

            public static async Task DisposeAll(Partition[] partitions)
            {
                foreach (var partition in partitions)
                    await partition.DisposeAsync();
            }
        }
        """);

    [Fact]
    public Task An_object_that_is_disposed_gives_it_back() => Verify.IsSilentOn("""
        class Sagas
        {
            private readonly SemaphoreSlim _inUse = new(1);
            public Task MarkInUse(CancellationToken token) => _inUse.WaitAsync(token);
            public void Release() => _inUse.Release();
        }

        sealed class Context(Sagas sagas) : IDisposable
        {
            public void Dispose() => sagas.Release();
        }

        class Repository(Sagas sagas)
        {
            private readonly Sagas _sagas = sagas;

            public async Task Send(Func<Context, Task> next, CancellationToken token)
            {
                await _sagas.MarkInUse(token).ConfigureAwait(false);
                using var context = new Context(_sagas);
                await next(context).ConfigureAwait(false);
            }
        }
        """);

    [Fact]
    public Task A_continuation_gives_it_back() => Verify.IsSilentOn("""
        class ThreadPool
        {
            private readonly SemaphoreSlim _concurrency = new(4);
            private readonly Action<Task> _complete;

            public ThreadPool() => _complete = Complete;

            public async Task<bool> Run(Func<Task> action, CancellationToken token)
            {
                try
                {
                    await _concurrency.WaitAsync(token);
                }
                catch (OperationCanceledException)
                {
                    return false;
                }

                var task = new Task<Task>(action);
                _ = task.Unwrap().ContinueWith(_complete, CancellationToken.None);
                try
                {
                    task.Start();
                }
                catch (TaskSchedulerException)
                {
                    return false;
                }

                return true;
            }

            private void Complete(Task task) => _concurrency.Release();
        }
        """);

    [Fact]
    public Task A_cancelled_inner_wait_is_handled_as_a_cancellation() => Verify.IsSilentOn("""
        class Requests
        {
            private readonly SemaphoreSlim _requests = new(10);
            private readonly SemaphoreSlim _rate = new(5);

            public async Task<object> Begin(CancellationToken token)
            {
                await _requests.WaitAsync(token);
                try
                {
                    await _rate.WaitAsync(token);
                    return new object();
                }
                catch (OperationCanceledException)
                {
                    _requests.Release();
                    throw;
                }
            }

            public void End()
            {
                _rate.Release();
                _requests.Release();
            }
        }
        """);

    [Fact]
    public Task Logging_does_not_throw() => Verify.IsSilentOn("""
        interface ILogger { void Log(string text); }

        class Store(ILogger logger)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task Save()
            {
                await _gate.WaitAsync();
                logger.Log("saving");
                try { await Task.Yield(); } finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public Task A_lease_releases_when_it_is_disposed() => Verify.IsSilentOn("""
        class AsyncLock
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<IDisposable> LockAsync(CancellationToken token)
            {
                await _gate.WaitAsync(token);
                return new Releaser(this);
            }

            public async Task Use()
            {
                using (await LockAsync(default))
                    await Task.Yield();
            }

            private sealed class Releaser(AsyncLock owner) : IDisposable
            {
                public void Dispose() => owner._gate.Release();
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

    [Fact]
    public Task The_fix_wraps_what_is_held() => Verify.Fixes("""
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<int> Save(string text, CancellationToken token)
            {
                // One writer at a time.
                await [|_gate.WaitAsync(token)|];
                var bytes = text.Length;

                // The file may be locked.
                await File.WriteAllTextAsync("a", text, token);
                _gate.Release();
                return 1;
            }
        }
        """, """
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<int> Save(string text, CancellationToken token)
            {
                // One writer at a time.
                await _gate.WaitAsync(token);
                try
                {
                    var bytes = text.Length;

                    // The file may be locked.
                    await File.WriteAllTextAsync("a", text, token);
                }
                finally
                {
                    _gate.Release();
                }
                return 1;
            }
        }
        """);

    [Fact]
    public Task The_fix_takes_early_releases_along() => Verify.FixAll("""
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<int> Load(bool empty)
            {
                await [|_gate.WaitAsync()|];
                if (empty)
                {
                    _gate.Release();
                    return 0;
                }

                var text = await File.ReadAllTextAsync("a");
                _gate.Release();
                return 1;
            }

            public void Forget(bool really)
            {
                [|_gate.Wait()|];
                File.Delete("a");
            }
        }
        """, """
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<int> Load(bool empty)
            {
                await _gate.WaitAsync();
                try
                {
                    if (empty)
                    {
                        return 0;
                    }

                    var text = await File.ReadAllTextAsync("a");
                }
                finally
                {
                    _gate.Release();
                }
                return 1;
            }

            public void Forget(bool really)
            {
                _gate.Wait();
                try
                {
                    File.Delete("a");
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task No_fix_where_a_local_would_go_out_of_scope() => Verify.ReportsWithoutFix("""
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<string> Load()
            {
                await [|_gate.WaitAsync()|];
                var text = await File.ReadAllTextAsync("a");
                _gate.Release();
                return text;
            }
        }
        """);

    [Fact]
    public Task A_semaphore_of_the_library_gives_leases() => Verify.Fixes(WithLibrary("""
        using System.Text;

        class Downloads : IDisposable
        {
            private const int Limit = 4;

            // As many as the server likes.
            private readonly SemaphoreSlim _slots = new(Limit, Limit);

            public async Task Get(string name, CancellationToken token)
            {
                // Waits for its turn.
                await [|_slots.WaitAsync(token)|].ConfigureAwait(false); // at most four
                await File.ReadAllBytesAsync(name, token).ConfigureAwait(false);
                _slots.Release(); // done
            }

            public void Clear()
            {
                _slots.Wait();
                try
                {
                    File.Delete("a"); // slow
                }
                catch (IOException)
                {
                }
                finally
                {
                    Console.WriteLine(Encoding.UTF8);
                    _slots.Release();
                }
            }

            public void Dispose()
            {
                _slots.Dispose();
            }
        }
        """), WithLibrary("""
        using System.Text;
        using SyncPrimitives;

        class Downloads : IDisposable
        {
            private const int Limit = 4;

            // As many as the server likes.
            private readonly CountingSemaphore _slots = new(Limit);

            public async Task Get(string name, CancellationToken token)
            {
                // Waits for its turn.
                using (await _slots.AcquireScopeAsync(token).ConfigureAwait(false)) // at most four
                {
                    await File.ReadAllBytesAsync(name, token).ConfigureAwait(false);
                } // done
            }

            public void Clear()
            {
                using (_slots.AcquireScope())
                {
                    try
                    {
                        File.Delete("a"); // slow
                    }
                    catch (IOException)
                    {
                    }
                    finally
                    {
                        Console.WriteLine(Encoding.UTF8);
                    }
                }
            }

            public void Dispose()
            {
            }
        }
        """), "Use a CountingSemaphore, whose permits are leases");

    [Fact]
    public Task A_semaphore_with_one_permit_becomes_a_mutex() => Verify.FixAll(WithLibrary("""
        namespace Stores;

        class Store
        {
            private static readonly SemaphoreSlim s_gate = new SemaphoreSlim(1);

            public async Task<int> Save(string text)
            {
                await [|s_gate.WaitAsync()|];
                if (text.Length == 0)
                {
                    s_gate.Release();
                    return 0;
                }

                await File.WriteAllTextAsync("a", text);
                s_gate.Release();
                return 1;
            }

            public void Delete()
            {
                [|s_gate.Wait()|];
                File.Delete("a");
                s_gate.Release();
            }
        }
        """), WithLibrary("""
        using SyncPrimitives;

        namespace Stores;

        class Store
        {
            private static readonly AsyncMutex s_gate = new AsyncMutex();

            public async Task<int> Save(string text)
            {
                using (await s_gate.EnterScopeAsync())
                {
                    if (text.Length == 0)
                    {
                        return 0;
                    }

                    await File.WriteAllTextAsync("a", text);
                }
                return 1;
            }

            public void Delete()
            {
                using (s_gate.EnterScope())
                {
                    File.Delete("a");
                }
            }
        }
        """), "Use an AsyncMutex, which is entered by leases");

    [Theory]
    [InlineData("new(4)", "bool Try() { if (!_gate.Wait(0)) return false; _gate.Release(); return true; }")]
    [InlineData("new(4)", "int Free => _gate.CurrentCount;")]
    [InlineData("new(4)", "void Many() { _gate.Wait(); _gate.Wait(); _gate.Release(2); }")]
    [InlineData("new(4)", "void Enter() => _gate.Wait(); void Leave() => _gate.Release();")]
    [InlineData("new(4)", "SemaphoreSlim Gate => _gate;")]
    [InlineData("new(4)", "Task Start() { _gate.Wait(); return Task.Run(() => _gate.Release()); }")]
    [InlineData("new(2, 4)", "")]
    [InlineData("new(initialCount: 4)", "")]
    public Task Permits_that_are_not_given_back_in_place_are_no_leases(string creation, string members) => Verify.DoesNotOffer(WithLibrary(
        "class C { private readonly SemaphoreSlim _gate = " + creation + "; async Task M() { await [|_gate.WaitAsync()|]; await Task.Yield(); _gate.Release(); } " + members + " }"),
        "Use a CountingSemaphore, whose permits are leases");

    [Fact]
    public Task Another_type_of_that_name_is_not_meant() => Verify.Fixes(
        WithLibrary("class C { class CountingSemaphore; private readonly SemaphoreSlim _gate = new(4); async Task M() { await [|_gate.WaitAsync()|]; await Task.Yield(); _gate.Release(); } }"),
        WithLibrary("class C { class CountingSemaphore; private readonly SyncPrimitives.CountingSemaphore _gate = new(4); async Task M() { using (await _gate.AcquireScopeAsync()) { await Task.Yield(); } } }"),
        "Use a CountingSemaphore, whose permits are leases");

    private static Scenario WithLibrary(string source) => Scenario.FromSources([source]) with { Libraries = [typeof(SyncPrimitives.AsyncMutex).Assembly] };

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
