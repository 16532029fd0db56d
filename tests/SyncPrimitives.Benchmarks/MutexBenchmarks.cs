using BenchmarkDotNet.Attributes;

namespace SyncPrimitives.Benchmarks;

/// <summary>Time and allocation of one acquisition and release of a free lock, against Monitor.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class MutexBenchmarks
{
    private readonly object _monitor = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _slim = new(1, 1);
    private readonly AsyncMutex _mutex = new();
    private readonly CountingSemaphore _semaphore = new(4);
    private readonly AsyncReaderWriterLock _readers = new();
    private readonly TicketLock _ticket = new();
    private long _x;

    [Benchmark(Baseline = true)]
    public void Monitor_()
    {
        lock (_monitor)
            _x++;
    }

    [Benchmark]
    public void Lock_()
    {
        lock (_lock)
            _x++;
    }

    [Benchmark]
    public void SemaphoreSlim_()
    {
        _slim.Wait();
        _x++;
        _slim.Release();
    }

    [Benchmark]
    public void AsyncMutex_()
    {
        using (_mutex.EnterScope())
            _x++;
    }

    [Benchmark]
    public void AsyncMutex_Async()
    {
        using (_mutex.EnterScopeAsync().GetAwaiter().GetResult())
            _x++;
    }

    [Benchmark]
    public void CountingSemaphore_()
    {
        using (_semaphore.AcquireScope())
            _x++;
    }

    [Benchmark]
    public void AsyncReaderWriterLock_Read()
    {
        using (_readers.EnterReadScope())
            _x++;
    }

    [Benchmark]
    public void TicketLock_()
    {
        using (_ticket.EnterScope())
            _x++;
    }
}
