namespace SyncPrimitives.Machine;

/// <summary>Waiting by spinning, with growing pauses.</summary>
internal struct Spinner
{
    // About a microsecond: longer than a short critical section, far shorter than parking and waking a thread.
    private const int BoundedRounds = 20;
    private const int BoundedPauses = 100;
    private static readonly bool Alone = Environment.ProcessorCount == 1;

    private SpinWait _wait;
    private int _rounds;

    /// <summary>Marks the head of a waiting loop.</summary>
    public static Spinner Start() => default;

    /// <summary>One unsuccessful round of a loop that spins until it succeeds; gives up the processor when it takes long.</summary>
    public void Once()
    {
#if NETSTANDARD2_0
        // SpinOnce() would soon sleep for a millisecond at a time.
        if (_wait.NextSpinWillYield)
        {
            Thread.Yield();
            return;
        }

        _wait.SpinOnce();
#else
        _wait.SpinOnce(sleep1Threshold: -1);
#endif
    }

    /// <summary>One unsuccessful round of a bounded spin; false when the caller should park instead.</summary>
    public bool TryOnce()
    {
        if (Alone || _rounds++ >= BoundedRounds)
            return false;
        Once();
        return true;
    }

    /// <summary>As <see cref="TryOnce"/>, without giving up the processor, busy for the given number of processor pauses.</summary>
    public bool TryPause(int iterations)
    {
        if (Alone || _rounds++ >= BoundedPauses)
            return false;
        Thread.SpinWait(iterations);
        return true;
    }
}
