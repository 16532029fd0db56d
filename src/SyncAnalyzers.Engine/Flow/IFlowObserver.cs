using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>Sees everything that happens in a function once, with all that can hold there, after the flow is known.</summary>
public interface IFlowObserver
{
    /// <summary>A primitive or a wrapper changes what is held.</summary>
    void Changes(LockState before, CallEffect effect);

    /// <summary>Disposing a lease gives back what <paramref name="lease"/> took.</summary>
    void Disposes(LockState before, CallEffect lease, IOperation dispose);

    /// <summary><c>Monitor.Wait</c>, <c>Pulse</c>.</summary>
    void Signals(LockState before, CallEffect effect);

    /// <summary>Any other operation: calls, awaits, writes.</summary>
    void Visits(LockState before, IOperation operation);

    /// <summary>A variable on the path of a lock gets another value.</summary>
    void Reassigns(LockState before, int number, IOperation assignment);
}
