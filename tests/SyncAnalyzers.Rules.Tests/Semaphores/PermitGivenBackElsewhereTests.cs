using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<PermitNotReleasedAnalyzer, PermitNotReleasedFix>;

/// <summary>Permits that come back by ways other than a release in the same method.</summary>
public sealed class PermitGivenBackElsewhereTests
{
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

    [Theory]
    [InlineData("new(4, 4)", "4", true)]
    [InlineData("new(workers, 8)", "workers", true)]
    [InlineData("new(4, 4)", "3", false)]
    [InlineData("new(4, 4)", "workers", false)]
    public Task Who_takes_all_permits_shuts_the_others_out(string creation, string count, bool isAll)
    {
        var wait = isAll ? "_slots.WaitAsync()" : "[|_slots.WaitAsync()|]";
        return Verify.Reports($$"""
            class Workers(int workers)
            {
                private readonly SemaphoreSlim _slots = {{creation}};
                public async Task Run(Func<Task> work) { await _slots.WaitAsync(); try { await work(); } finally { _slots.Release(); } }
                public async Task Stop() { for (var i = 0; i < {{count}}; i++) await {{wait}}; }
                public int Count => workers;
            }
            """);
    }

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
}
