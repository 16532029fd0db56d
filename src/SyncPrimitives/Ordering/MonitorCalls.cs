namespace SyncPrimitives;

/// <summary>How an object is locked: a System.Threading.Lock by itself, everything else by its monitor.</summary>
internal static class MonitorCalls
{
    private static readonly (Action<object>, Action<object>, Func<object, bool>) OfMonitor = (Monitor.Enter, Monitor.Exit, Monitor.IsEntered);

#if NET10_0_OR_GREATER
    private static readonly (Action<object>, Action<object>, Func<object, bool>) OfLock =
        (static gate => ((Lock)gate).Enter(), static gate => ((Lock)gate).Exit(), static gate => ((Lock)gate).IsHeldByCurrentThread);

    public static (Action<object> Enter, Action<object> Exit, Func<object, bool> IsEntered) For(object gate) =>
        gate is Lock ? OfLock : OfMonitor;
#else
    // A program on .NET 9 gets this assembly, and its Lock is not known here. To enter its monitor would exclude nobody.
    public static (Action<object> Enter, Action<object> Exit, Func<object, bool> IsEntered) For(object gate) =>
        gate.GetType().FullName == "System.Threading.Lock"
            ? throw new NotSupportedException("LockOrder.Enter takes a System.Threading.Lock from .NET 10 on.")
            : OfMonitor;
#endif
}
