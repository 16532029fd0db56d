namespace StopFlag;

public sealed class Worker
{
    private bool _stop;

    public long Rounds { get; private set; }

    public void Run()
    {
        var rounds = 0L;
        while (!_stop) // SYNC3001
            rounds++;

        Rounds = rounds;
    }

    public void Stop() => _stop = true;
}
