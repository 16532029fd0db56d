using System.Diagnostics;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <content>What may end a wait early: a token and a timer. Neither is touched while a gate is held.</content>
internal sealed partial class Waiter
{
    private static readonly Action<object?> CancelWaiter = static waiter => ((Waiter)waiter!).GiveUp(WaitOutcome.Canceled);
    private static readonly TimerCallback ExpireWaiter = static waiter => ((Waiter)waiter!).OnTimer();

    private CancellationToken _token;
    private CancellationTokenRegistration _registration;
    private Timer? _timer;

    // Ticks of Stopwatch; 0 when there is no time limit. Cleared before the waiter is returned.
    private AtomicInt64 _deadline = new(0, "deadline");

    /// <summary>Whether there is a time limit and it is reached.</summary>
    public bool IsExpired => _deadline.Read() is not 0 and var deadline && deadline <= Stopwatch.GetTimestamp();

    private void CancelOn(CancellationToken token)
    {
        _token = token;
        if (!token.CanBeCanceled)
            return;
#if NET8_0_OR_GREATER
        _registration = token.UnsafeRegister(CancelWaiter, this);
#else
        _registration = token.Register(CancelWaiter, this, useSynchronizationContext: false);
#endif
    }

    private void ExpireAfter(int milliseconds)
    {
        _deadline.Write(Stopwatch.GetTimestamp() + (milliseconds * (Stopwatch.Frequency / 1000)));
        if (_timer is null)
        {
            // The timer outlives this wait; it must not keep the flow's context alive.
            bool restore = !ExecutionContext.IsFlowSuppressed();
            if (restore)
                ExecutionContext.SuppressFlow();
            _timer = new Timer(ExpireWaiter, this, Timeout.Infinite, Timeout.Infinite);
            if (restore)
                ExecutionContext.RestoreFlow();
        }

        _timer.Change(milliseconds, Timeout.Infinite);
    }

    private void OnTimer()
    {
        long deadline = _deadline.Read();
        if (deadline == 0)
            return;
        long left = deadline - Stopwatch.GetTimestamp();
        if (left > 0)
            _timer!.Change((left * 1000 / Stopwatch.Frequency) + 1, Timeout.Infinite);
        else
            GiveUp(WaitOutcome.TimedOut);
    }

    private void GiveUp(int outcome)
    {
        if (Owner.TryAbandon(this, ifExpired: outcome == WaitOutcome.TimedOut))
            Complete(outcome);
    }

    // Afterwards no callback of the token runs any more (one that runs is waited for), so the waiter may be used again.
    private CancellationToken StopWatching()
    {
        CancellationToken token = _token;
        _registration.Dispose();
        _registration = default;
        _token = default;
        if (_deadline.Read() != 0)
        {
            _deadline.Write(0);
            _timer!.Change(Timeout.Infinite, Timeout.Infinite);
        }

        return token;
    }
}
