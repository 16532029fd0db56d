namespace SyncPrimitives;

/// <summary>
/// Backs off inside one loop that has no effect of its own: a pass changes no local that a later pass reads.
/// Each loop has its own spinner, and a loop that gives up after a while counts to <see cref="Budget"/> without one.
/// </summary>
internal struct Spinner
{
    /// <summary>Passes of a bounded spin before parking.</summary>
    public static int Budget { get; } = Environment.ProcessorCount > 1 ? 100 : 0;

    private SpinWait _wait;

    /// <summary>Ends one fruitless pass.</summary>
    public void Once()
#if NET8_0_OR_GREATER
        => _wait.SpinOnce(sleep1Threshold: -1);
#else
        => _wait.SpinOnce();
#endif

    /// <summary>A short pause of a bounded spin.</summary>
    public static void Pause(int iterations) => Thread.SpinWait(iterations);
}
