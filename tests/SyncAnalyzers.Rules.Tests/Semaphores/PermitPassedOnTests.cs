using SyncAnalyzers.CodeFixes.Semaphores;
using SyncAnalyzers.Rules.Semaphores;

namespace SyncAnalyzers.Rules.Tests.Semaphores;

using Verify = Verify<PermitNotReleasedAnalyzer, PermitNotReleasedFix>;

/// <summary>Permits that stay out on purpose: others give them back, or nobody has to.</summary>
public sealed class PermitPassedOnTests
{
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
}
