using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Released = Verify<ReleaseWithoutAcquireAnalyzer, ReleaseWithoutAcquireFix>;
using Verify = Verify<PermitNotReleasedAnalyzer, PermitNotReleasedFix>;

/// <summary>The semaphore becomes one of the library, whose permits are leases.</summary>
public sealed class PermitLeaseFixTests
{
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
    [InlineData("new(4)", "async Task Twice() { await [|_gate.WaitAsync()|]; try { await _gate.WaitAsync(); await Task.Yield(); } finally { _gate.Release(); } }")]
    [InlineData("new(2, 4)", "")]
    [InlineData("new(initialCount: 4)", "")]
    public Task Permits_that_are_not_given_back_in_place_are_no_leases(string creation, string members) => Verify.DoesNotOffer(WithLibrary(
        "class C { private readonly SemaphoreSlim _gate = " + creation + "; async Task M() { await [|_gate.WaitAsync()|]; await Task.Yield(); _gate.Release(); } " + members + " }"),
        "Use a CountingSemaphore, whose permits are leases");

    [Theory]
    [InlineData("async Task", "await foreach (var item in Items()) { }")]
    [InlineData("async Task", "await using (new Closing()) { }")]
    [InlineData("async Task", "await using var closing = new Closing();")]
    [InlineData("IEnumerable<int>", "yield return 1;")]
    public Task What_is_on_the_stack_is_no_lease_of_what_goes_on_later(string type, string held) => Verify.DoesNotOffer(WithLibrary(
        $$"""
        class C
        {
            private readonly SemaphoreSlim _gate = new(1);
            void M() { [|_gate.Wait()|]; File.Delete("a"); _gate.Release(); }
            {{type}} N() { _gate.Wait(); try { {{held}} } finally { _gate.Release(); } }
            async IAsyncEnumerable<int> Items() { yield return 1; await Task.Yield(); }
            class Closing : IAsyncDisposable { public ValueTask DisposeAsync() => default; }
        }
        """),
        "Use an AsyncMutex, which is entered by leases");

    [Fact]
    public Task Another_type_of_that_name_is_not_meant() => Verify.Fixes(
        WithLibrary("class C { class CountingSemaphore; private readonly SemaphoreSlim _gate = new(4); async Task M() { await [|_gate.WaitAsync()|]; await Task.Yield(); _gate.Release(); } }"),
        WithLibrary("class C { class CountingSemaphore; private readonly SyncPrimitives.CountingSemaphore _gate = new(4); async Task M() { using (await _gate.AcquireScopeAsync()) { await Task.Yield(); } } }"),
        "Use a CountingSemaphore, whose permits are leases");

    [Fact]
    public Task A_wait_inside_the_try_that_releases_becomes_a_lease() => Released.FixAll(WithLibrary("""
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task Save(string text, CancellationToken token)
            {
                // Before.
                try
                {
                    // One at a time.
                    await _gate.WaitAsync(token).ConfigureAwait(false); // cancelled or not

                    // Then write.
                    await File.WriteAllTextAsync("a", text, token).ConfigureAwait(false);
                }
                finally
                {
                    [|_gate.Release()|];
                } // after
            }

            public void Delete(CancellationToken token)
            {
                try
                {
                    _gate.Wait(token);
                    File.Delete("a");
                }
                finally { [|_gate.Release()|]; }
            }
        }
        """), WithLibrary("""
        using SyncPrimitives;

        class Store
        {
            private readonly AsyncMutex _gate = new();

            public async Task Save(string text, CancellationToken token)
            {
                // Before.
                // One at a time.
                using (await _gate.EnterScopeAsync(token).ConfigureAwait(false)) // cancelled or not
                {
                    // Then write.
                    await File.WriteAllTextAsync("a", text, token).ConfigureAwait(false);
                } // after
            }

            public void Delete(CancellationToken token)
            {
                using (_gate.EnterScope(token))
                {
                    File.Delete("a");
                }
            }
        }
        """), "Use an AsyncMutex, which is entered by leases");

    [Theory]
    [InlineData("try { await _gate.WaitAsync(token); await Task.Yield(); } catch (IOException) { } finally { [|_gate.Release()|]; }")]
    [InlineData("try { File.Delete(\"a\"); await _gate.WaitAsync(token); } finally { [|_gate.Release()|]; }")]
    [InlineData("try { await _gate.WaitAsync(token); await Task.Yield(); } finally { File.Delete(\"a\"); [|_gate.Release()|]; }")]
    [InlineData("try { await _gate.WaitAsync(token); await Task.Yield(); } finally { /* next */ [|_gate.Release()|]; }")]
    [InlineData("try /* alone */ { await _gate.WaitAsync(token); await Task.Yield(); } finally { [|_gate.Release()|]; }")]
    public Task What_the_try_is_for_otherwise_needs_it(string body) => Released.DoesNotOffer(
        WithLibrary("class C { readonly SemaphoreSlim _gate = new(1, 1); async Task M(CancellationToken token) { " + body + " } }"),
        "Use an AsyncMutex, which is entered by leases");
}
