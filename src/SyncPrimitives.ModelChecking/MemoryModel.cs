namespace SyncPrimitives.ModelChecking;

/// <summary>In which order the stores of one thread reach the others.</summary>
public enum MemoryModel
{
    /// <summary>Sequential consistency (Lamport 1979): one interleaving of all accesses, each in program order. What textbooks assume.</summary>
    SC,

    /// <summary>
    /// Total store order (Sewell et al., x86-TSO, 2010): each thread has a first-in-first-out store buffer, so a later read may
    /// overtake an earlier write to another location. What <see cref="Volatile"/> and <see cref="Interlocked"/> leave open in .NET
    /// on every processor.
    /// </summary>
    TSO,

    /// <summary>
    /// Partial store order (SPARC V8): as TSO, but plain stores to different locations may also overtake each other. What plain
    /// writes add. <see cref="SharedVariable.VolatileWrite"/> keeps its place behind earlier stores.
    /// </summary>
    PSO,
}
