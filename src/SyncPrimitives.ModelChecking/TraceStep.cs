namespace SyncPrimitives.ModelChecking;

/// <summary>One line of a trace.</summary>
/// <param name="Number">The number of the step, from 1.</param>
/// <param name="Thread">The name of the thread.</param>
/// <param name="Text">What it does.</param>
/// <param name="Memory">Shared variables afterwards; empty when the step changed none.</param>
/// <param name="StoreBuffers">Stores that have not reached memory afterwards; empty when there are none.</param>
public sealed record TraceStep(int Number, string Thread, string Text, string Memory, string StoreBuffers);
