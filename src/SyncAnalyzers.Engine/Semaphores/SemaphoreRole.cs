namespace SyncAnalyzers.Engine.Semaphores;

/// <summary>What a semaphore is for, seen from all its uses. Each role has duties of its own.</summary>
public enum SemaphoreRole
{
    /// <summary>Too little is known: it comes from outside, or it is used in ways that fit no role.</summary>
    Unknown,

    /// <summary>One permit, taken and given back in one flow.</summary>
    Mutex,

    /// <summary>Several permits (or an unknown number), each taken and given back in one flow.</summary>
    Throttle,

    /// <summary>Some wait, others release: an event that counts. Nobody owes a permit back.</summary>
    Signal,

    /// <summary>One of two that pass permits to each other: who takes a free slot gives back a full one.</summary>
    BoundedBuffer,

    /// <summary>One method takes a permit for its caller, another one gives it back.</summary>
    Pool,
}
