namespace StopFlag;

public sealed class Worker
{
    private bool _stop;

    public long Rounds { get; private set; }

    public void Run()
    {
        var rounds = 0L;
        while (!Volatile.Read(ref _stop))
            rounds++;

        Rounds = rounds;
    }

    public void Stop() => Volatile.Write(ref _stop, true);
}
