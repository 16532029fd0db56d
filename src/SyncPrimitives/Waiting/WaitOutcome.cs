namespace SyncPrimitives;

/// <summary>How a wait ended. Exactly one of those who may end it takes the waiter out of its queue and says how.</summary>
internal static class WaitOutcome
{
    public const int Pending = 0;
    public const int Granted = 1;
    public const int Canceled = 2;
    public const int TimedOut = 3;
}
