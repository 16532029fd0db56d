using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Released = Verify<ReleaseWithoutAcquireAnalyzer, ReleaseWithoutAcquireFix>;
using Verify = Verify<PermitNotReleasedAnalyzer, PermitNotReleasedFix>;

/// <summary>A dictionary of locks becomes a mutex of the library that has a lock for each key.</summary>
public sealed class PermitKeyedFixTests
{
    private const string Title = "Use a KeyedMutex, which is entered by leases";

    [Fact]
    public Task A_dictionary_of_semaphores_becomes_a_keyed_mutex() => Verify.Fixes(WithLibrary("""
        using System.Collections.Concurrent;

        class Store
        {
            // One writer for each file.
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

            public async Task Save(string name, CancellationToken token)
            {
                // Waits for the others.
                var gate = _locks.GetOrAdd(name, _ => new SemaphoreSlim(1, 1));

                await [|gate.WaitAsync(token)|].ConfigureAwait(false); // alone
                await File.WriteAllTextAsync(name, "", token).ConfigureAwait(false);
                gate.Release(); // done
            }

            public async Task Copy(string from, string to)
            {
                var gate = this._locks.GetOrAdd(from + to, static key => new SemaphoreSlim(1));
                await gate.WaitAsync();
                try
                {
                    await Task.Yield();
                }
                catch (IOException)
                {
                }
                finally
                {
                    Console.WriteLine(from);
                    gate.Release();
                    _locks.TryRemove(from, out _);
                    gate.Dispose();
                }
            }

            public void Delete(string name)
            {
                var gate = _locks.GetOrAdd(name, new SemaphoreSlim(1, 1));
                if (name.Length == 0)
                    return;

                gate.Wait();
                try
                {
                    File.Delete(name); // slow
                }
                finally
                {
                    gate.Release();
                }

                _locks.TryRemove(name, out var _);
            }

            public async Task Touch(string name)
            {
                await _locks.GetOrAdd(name, _ => new(1, 1)).WaitAsync();
                try
                {
                    await Task.Yield();
                }
                finally
                {
                    _locks[name].Release();
                }
            }
        }
        """), WithLibrary("""
        using System.Collections.Concurrent;
        using SyncPrimitives;

        class Store
        {
            // One writer for each file.
            private readonly KeyedMutex<string> _locks = new(StringComparer.Ordinal);

            public async Task Save(string name, CancellationToken token)
            {
                // Waits for the others.
                using (await _locks.EnterScopeAsync(name, token).ConfigureAwait(false)) // alone
                {
                    await File.WriteAllTextAsync(name, "", token).ConfigureAwait(false);
                } // done
            }

            public async Task Copy(string from, string to)
            {
                using (await this._locks.EnterScopeAsync(from + to))
                {
                    try
                    {
                        await Task.Yield();
                    }
                    catch (IOException)
                    {
                    }
                    finally
                    {
                        Console.WriteLine(from);
                    }
                }
            }

            public void Delete(string name)
            {
                if (name.Length == 0)
                    return;

                using (_locks.EnterScope(name))
                {
                    File.Delete(name); // slow
                }
            }

            public async Task Touch(string name)
            {
                using (await _locks.EnterScopeAsync(name))
                {
                    await Task.Yield();
                }
            }
        }
        """), Title);

    [Fact]
    public Task All_at_once() => Verify.FixAll(WithLibrary("""
        using System.Collections.Concurrent;

        class One
        {
            private static readonly ConcurrentDictionary<int, SemaphoreSlim> s_locks = new ConcurrentDictionary<int, SemaphoreSlim>();
            public async Task A(int id) { var gate = s_locks.GetOrAdd(id, _ => new SemaphoreSlim(1, 1)); await [|gate.WaitAsync()|]; await Task.Yield(); gate.Release(); }
            public async Task B(int id) { var gate = s_locks.GetOrAdd(id, _ => new SemaphoreSlim(1, 1)); await [|gate.WaitAsync()|]; await Task.Yield(); gate.Release(); }
        }
        class Two
        {
            private readonly System.Collections.Concurrent.ConcurrentDictionary<(int, int), SemaphoreSlim> _locks;
            public Two() => _locks = new();
            public async Task A(int id) { var gate = _locks.GetOrAdd((id, 0), _ => new SemaphoreSlim(1, 1)); await [|gate.WaitAsync()|]; await Task.Yield(); gate.Release(); }
        }
        """), WithLibrary("""
        using System.Collections.Concurrent;
        using SyncPrimitives;

        class One
        {
            private static readonly KeyedMutex<int> s_locks = new KeyedMutex<int>();
            public async Task A(int id) { using (await s_locks.EnterScopeAsync(id)) { await Task.Yield(); } }
            public async Task B(int id) { using (await s_locks.EnterScopeAsync(id)) { await Task.Yield(); } }
        }
        class Two
        {
            private readonly KeyedMutex<(int, int)> _locks;
            public Two() => _locks = new();
            public async Task A(int id) { using (await _locks.EnterScopeAsync((id, 0))) { await Task.Yield(); } }
        }
        """), Title);

    [Fact]
    public Task A_wait_inside_the_try_that_releases_becomes_a_lease() => Released.Fixes(WithLibrary("""
        using System.Collections.Concurrent;

        class Store
        {
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new();

            public async Task Save(string name, CancellationToken token)
            {
                // The lock of this file.
                var gate = _locks.GetOrAdd(name, _ => new SemaphoreSlim(1, 1));
                try
                {
                    // Alone.
                    await gate.WaitAsync(token); // may be cancelled

                    await File.WriteAllTextAsync(name, "", token);
                }
                finally
                {
                    [|gate.Release()|];
                    _locks.TryRemove(name, out _);
                }
            }
        }
        """), WithLibrary("""
        using System.Collections.Concurrent;
        using SyncPrimitives;

        class Store
        {
            private readonly KeyedMutex<string> _locks = new();

            public async Task Save(string name, CancellationToken token)
            {
                // The lock of this file.
                // Alone.
                using (await _locks.EnterScopeAsync(name, token)) // may be cancelled
                {
                    await File.WriteAllTextAsync(name, "", token);
                }
            }
        }
        """), Title);

    private const string Gotten = "var gate = _locks.GetOrAdd(key, _ => new SemaphoreSlim(1, 1));";
    private const string Held = "await [|gate.WaitAsync()|]; await Task.Yield(); gate.Release();";

    [Theory]
    [InlineData("new()", "var gate = _locks.GetOrAdd(key, _ => new SemaphoreSlim(4, 4)); " + Held, "")]
    [InlineData("new()", "var gate = _locks.GetOrAdd(key, Make); " + Held, "SemaphoreSlim Make(string key) => new(1, 1);")]
    [InlineData("new() { [\"a\"] = new(1, 1) }", Gotten + Held, "")]
    [InlineData("new(2, 31)", Gotten + Held, "")]
    [InlineData("new()", Gotten + " key += key; " + Held, "")]
    [InlineData("new()", Gotten + " Action more = () => key += key; more(); " + Held, "")]
    [InlineData("new()", "void Grow() => key += key; " + Gotten + " Grow(); " + Held, "")]
    [InlineData("new()", "var gate = _locks.GetOrAdd(Key, _ => new SemaphoreSlim(1, 1)); Key += key; " + Held, "string Key { get; set; } = \"\";")]
    [InlineData("new()", Gotten + " if (!gate.Wait(5)) return; gate.Release(); " + Held, "")]
    [InlineData("new()", Gotten + " if (gate.CurrentCount == 0) return; " + Held, "")]
    [InlineData("new()", Gotten + " // the lock of the key\n" + Held, "")]
    [InlineData("new()", Gotten + Held, "int Count => _locks.Count;")]
    [InlineData("new()", Gotten + Held, "void Forget(string key) { if (_locks.TryRemove(key, out var gate)) gate.Dispose(); }")]
    [InlineData("new()", Gotten + Held, "void Forget(string key) { _locks.TryRemove(key, out _); /* gone */ }")]
    [InlineData("new()", Gotten + Held, "SemaphoreSlim Of(string key) => _locks.GetOrAdd(key, _ => new SemaphoreSlim(1, 1));")]
    [InlineData("new()", Gotten + Held, "async Task N(string key) { " + Gotten + " await gate.WaitAsync(); try { File.Delete(key); } finally { _ = Task.Run(() => gate.Release()); } }")]
    [InlineData("new()", Gotten + Held, "void Leave(string key) => _locks[key].Release();")]
    public Task Not_every_dictionary_is_a_keyed_mutex(string creation, string body, string members) => Verify.DoesNotOffer(WithLibrary(
        "using System.Collections.Concurrent;\n#pragma warning disable CS4014\nclass C { private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = " + creation + "; async Task M(string key) { " + body + " } " + members + " }"), Title);

    [Theory]
    [InlineData("internal readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new();")]
    [InlineData("readonly ConcurrentDictionary<string, SemaphoreSlim> _locks; C(ConcurrentDictionary<string, SemaphoreSlim> locks) => _locks = locks;")]
    public Task Others_may_know_the_dictionary(string field) => Verify.DoesNotOffer(WithLibrary(
        "using System.Collections.Concurrent;\nclass C { " + field + " async Task M(string key) { " + Gotten + Held + " } }"), Title);

    [Fact]
    public Task Without_the_library_there_is_none() => Verify.DoesNotOffer(
        "using System.Collections.Concurrent;\nclass C { readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(); async Task M(string key) { " + Gotten + Held + " } }", Title);
}
