using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<PermitNotReleasedAnalyzer, PermitNotReleasedFix>;

public sealed class PermitNotReleasedFixTests
{
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
}
