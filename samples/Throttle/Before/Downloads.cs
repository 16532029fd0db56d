namespace Throttle;

/// <summary>Lets a few callers through at a time, and no more.</summary>
public sealed class Downloads(int width)
{
    private readonly SemaphoreSlim _slots = new(width);
    private int _running;
    private int _mostAtOnce;

    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    public async Task Get(CancellationToken cancellation)
    {
        try
        {
            await _slots.WaitAsync(cancellation);
            Count(Interlocked.Increment(ref _running));
            await Task.Delay(20, CancellationToken.None);
            Interlocked.Decrement(ref _running);
        }
        finally
        {
            _slots.Release(); // SYNC4002
        }
    }

    public async Task GetBatch(IEnumerable<Uri> batch)
    {
        await _slots.WaitAsync(1000); // SYNC4003
        try
        {
            foreach (var uri in batch)
                Console.WriteLine(uri);
        }
        finally
        {
            _slots.Release();
        }
    }

    private void Count(int running)
    {
        for (var most = MostAtOnce; running > most; most = MostAtOnce)
            Interlocked.CompareExchange(ref _mostAtOnce, running, most);
    }
}
