using System.Diagnostics;
using SyncPrimitives.ModelChecking.Exploration;

namespace SyncPrimitives.ModelChecking;

/// <summary>Explores all interleavings of small concurrent programs.</summary>
public static class Model
{
    /// <summary>
    /// Builds a program, explores every state it can reach under the memory model, and reports the worst it can do with a shortest
    /// trace. Takes time and memory in proportion to the number of states. Thread-safe: explorations do not touch each other.
    /// </summary>
    /// <param name="build">Creates the shared variables and the threads. Called once.</param>
    /// <param name="memoryModel">The memory model.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">The program has no thread, or breaks a rule of <see cref="ModelThread"/>.</exception>
    public static CheckResult Check(Action<ModelProgram> build, MemoryModel memoryModel = MemoryModel.TSO, CheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(build);
        var clock = Stopwatch.StartNew();
        var program = new ModelProgram();
        new DirectActor(program.World, program.World.InitialMemory).Run(() => build(program));
        if (program.World.Threads.Count == 0)
            throw new InvalidOperationException("The program has no thread.");
        var explorer = new Explorer(program, memoryModel, options ?? new());
        var finding = explorer.Run();
        return new(finding, explorer, program.World, memoryModel, clock.Elapsed);
    }
}
