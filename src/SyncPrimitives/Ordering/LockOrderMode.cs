namespace SyncPrimitives;

/// <summary>What <see cref="LockOrder"/> does.</summary>
public enum LockOrderMode
{
    /// <summary>Nothing, and at no cost.</summary>
    Off,

    /// <summary>Reports each new violation once: event, event source and <see cref="System.Diagnostics.Trace"/>.</summary>
    Report,

    /// <summary>Reports, and throws <see cref="LockOrderException"/> before the acquisition blocks.</summary>
    Throw,
}
