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

/// <summary>Wants to know of exceptions, too.</summary>
public interface IThrowObserver : IFlowObserver
{
    /// <summary>An exception leaves the function.</summary>
    /// <param name="after">What holds then, the finally blocks on the way having run.</param>
    /// <param name="cause">What throws; <see langword="null"/> where a caught exception is thrown on.</param>
    /// <param name="inHandler">The cause stands in a catch or finally block.</param>
    void Escapes(LockState after, IOperation? cause, bool inHandler);
}
