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
    public Task What_is_returned_goes_along() => Verify.Fixes("""
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
        """, """
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<string> Load()
            {
                await _gate.WaitAsync();
                try
                {
                    var text = await File.ReadAllTextAsync("a");
                    return text;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Theory]
    [InlineData("if (text.Length == 0) { _gate.Release(); await Task.Delay(1000); return; } await File.WriteAllTextAsync(\"a\", text); _gate.Release();")]
    [InlineData("using var file = File.OpenRead(text); file.ReadByte(); _gate.Release(); await Task.Delay(1000);")]
    [InlineData("await Task.Yield();\n#if OTHER\n_gate.Release();\nreturn;\n#endif\nawait Task.Yield();\n_gate.Release();")]
    public Task No_fix_where_something_else_would_run_with_the_permit(string body) => Verify.ReportsWithoutFix($$"""
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task Save(string text)
            {
                await [|_gate.WaitAsync()|];
                {{body}}
            }
        }
        """);

    [Fact]
    public Task A_try_that_begins_too_late_begins_sooner() => Verify.FixAll("""
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private bool _disposed;

            public async Task<int> Load(string path, CancellationToken token)
            {
                await [|_gate.WaitAsync(token)|].ConfigureAwait(false);
                ObjectDisposedException.ThrowIf(_disposed, this);
                #if TRACE_ALL
                Console.WriteLine(path);
                #endif

                try
                {
                    return (await File.ReadAllBytesAsync(path, token).ConfigureAwait(false)).Length;
                }
                finally
                {
                    _gate.Release();
                }
            }

            public void Dispose() => _disposed = true;
        }
        """, """
        class Store
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private bool _disposed;

            public async Task<int> Load(string path, CancellationToken token)
            {
                await _gate.WaitAsync(token).ConfigureAwait(false);
                try
                {
                    ObjectDisposedException.ThrowIf(_disposed, this);
                    #if TRACE_ALL
                    Console.WriteLine(path);
                    #endif

                    return (await File.ReadAllBytesAsync(path, token).ConfigureAwait(false)).Length;
                }
                finally
                {
                    _gate.Release();
                }
            }

            public void Dispose() => _disposed = true;
        }
        """);
}
