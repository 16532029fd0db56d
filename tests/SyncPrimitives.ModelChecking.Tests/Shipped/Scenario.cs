using System.Reflection;
using SyncPrimitives.ModelChecking.Exploration;
using SyncPrimitives.ModelChecking.Tests.Programs;

namespace SyncPrimitives.ModelChecking.Tests.Shipped;

/// <summary>A program over the library's own source, and the most that may be found wrong with it.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Build">The program.</param>
/// <param name="Expected">The verdict on the source as it is.</param>
/// <param name="MaxPreemptions">A limit where all interleavings are too many; -1 for none.</param>
public sealed record Scenario(string Name, Action<ModelProgram> Build, Verdict Expected = Verdict.Holds, int MaxPreemptions = -1)
{
    /// <summary>Whether it has so few states that it can be explored many times.</summary>
    public bool IsSmall { get; init; } = true;

    public CheckResult Check() => Model.Check(
        p =>
        {
            RegisterConstants(p.World.Heap);
            Build(p);
        },
        MemoryModel.TSO,
        new() { MaxStates = 1_000_000, MaxPreemptions = MaxPreemptions });

    public override string ToString() => Name;

    /// <summary>Threads that enter and leave a lock that is made once.</summary>
    public static Scenario Lock<TLock>(string name, int threads, int rounds, Func<TLock> create, Action<TLock, int> enter, Action<TLock, int> exit) =>
        new(name, p =>
        {
            var subject = create();
            p.Threads(threads, rounds, t => enter(subject, t.Index), t => exit(subject, t.Index));
        });

    /// <summary>Objects in static fields exist once for all threads; whoever meets one first must not seem to have made it.</summary>
    private static void RegisterConstants(Heap heap)
    {
        foreach (var type in typeof(Scenario).Assembly.GetTypes())
        {
            if (type.Namespace?.StartsWith("SyncPrimitives.ModelChecking", StringComparison.Ordinal) != false || type.ContainsGenericParameters)
                continue;
            foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                if (field.IsInitOnly && !field.FieldType.IsValueType && field.GetValue(null) is { } constant)
                    heap.Identify(constant, thread: -1, ordinal: heap.Count);
        }
    }
}
