using SyncAnalyzers.CodeFixes.Balance;
using SyncAnalyzers.Rules.Balance;

namespace SyncAnalyzers.Rules.Tests.Balance;

using Suspended = Verify<HeldAcrossSuspensionAnalyzer, HeldAcrossSuspensionFix>;

/// <summary>A dictionary of objects that are locked across an await becomes a mutex of the library that has a lock for each key.</summary>
public sealed class SuspensionKeyedFixTests
{
    [Fact]
    public Task A_dictionary_of_objects_that_are_locked_across_an_await() => Suspended.Fixes(WithLibrary("""
        using System.Collections.Concurrent;

        class Store
        {
            private readonly ConcurrentDictionary<string, object> _locks = new();

            public async Task Save(string name)
            {
                var gate = _locks.GetOrAdd(name, _ => new object());
                Monitor.Enter(gate);
                [|await Task.Yield()|];
                Monitor.Exit(gate);
            }

            public void Delete(string name)
            {
                lock (_locks.GetOrAdd(name, _ => new object()))
                    File.Delete(name);
            }

            public void Clear(string name)
            {
                var gate = _locks.GetOrAdd(name, _ => new());
                lock (gate) { File.Delete(name); }
            }
        }
        """), WithLibrary("""
        using System.Collections.Concurrent;
        using SyncPrimitives;

        class Store
        {
            private readonly KeyedMutex<string> _locks = new();

            public async Task Save(string name)
            {
                using (await _locks.EnterScopeAsync(name))
                {
                    await Task.Yield();
                }
            }

            public void Delete(string name)
            {
                using (_locks.EnterScope(name))
                    File.Delete(name);
            }

            public void Clear(string name)
            {
                using (_locks.EnterScope(name)) { File.Delete(name); }
            }
        }
        """), "Use a KeyedMutex as the lock");

    [Theory]
    [InlineData("void Delete(string name) { lock (_locks.GetOrAdd(name, _ => new())) Clear(name); } void Clear(string name) { lock (_locks.GetOrAdd(name, _ => new())) { } }")]
    [InlineData("void Delete() { lock (_locks.GetOrAdd(\"a\", _ => new())) Clear(); } void Clear() { lock (_locks.GetOrAdd(\"a\", _ => new())) { } }")]
    public Task A_monitor_that_counts_stays(string members) => Suspended.DoesNotOffer(WithLibrary(
        "using System.Collections.Concurrent;\nclass C { readonly ConcurrentDictionary<string, object> _locks = new(); async Task M(string key) { var gate = _locks.GetOrAdd(key, _ => new()); Monitor.Enter(gate); try { [|await Task.Yield()|]; } finally { Monitor.Exit(gate); } } " + members + " }"),
        "Use a KeyedMutex as the lock");
}
