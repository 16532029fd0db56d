using SyncPrimitives.ModelChecking.Exploration;

namespace SyncPrimitives.ModelChecking;

/// <summary>
/// What a thread of a <see cref="ModelProgram"/> can do besides using shared variables. Its code must be deterministic, share nothing
/// with other threads but shared variables, and let exceptions that it did not throw pass. Used by its own code only.
/// </summary>
public sealed class ModelThread
{
    private readonly ModelProgram _program;

    internal ModelThread(ModelProgram program, string name, int index, bool isBackground, Action<ModelThread> body) =>
        (_program, Name, Index, IsBackground, Body) = (program, name, index, isBackground, body);

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>The thread's number, from 0 in the order of creation.</summary>
    public int Index { get; }

    internal bool IsBackground { get; }

    internal Action<ModelThread> Body { get; }

    private static LocalRun Run => (LocalRun)Actor.Current;

    /// <summary>Full fence, <see cref="Interlocked.MemoryBarrier"/>: waits until all earlier stores of the thread have reached memory.</summary>
#pragma warning disable CA1822 // Part of what a thread does, and reads like it.
    public void Fence() => Run.Perform(new(OperationKind.Fence));

    /// <summary>Says that the thread wants into a section: from here until <see cref="Enter(Section)"/> it can be found starving.</summary>
    public void Request() => Run.Request();

    /// <summary>Enters the section: the checker objects when more threads than allowed are inside.</summary>
    public void Enter(Section section) => Run.Enter(section);

    /// <summary>Leaves the section.</summary>
    public void Leave(Section section) => Run.Leave(section);

    /// <summary>The program is wrong if <paramref name="condition"/> is ever false here.</summary>
    public void Assert(bool condition, string message)
    {
        if (!condition)
            throw new ModelAssertionException(message);
    }

    /// <summary>Tests the condition again and again until it is true. Reading shared variables in it is all it may do.</summary>
    public void SpinUntil(Func<bool> condition)
    {
        var head = Run.MarkHere();
        while (!condition())
            Run.JumpTo(head);
    }

    /// <summary>A loop that waits without an effect in locals; call <see cref="SpinLoop.Again"/> at the end of each fruitless pass.</summary>
    public SpinLoop Loop() => new(Run.MarkHere());

    /// <summary>Does <paramref name="round"/> for ever; each round must not depend on the one before. Needed to find starvation.</summary>
    public void Forever(Action round)
    {
        while (true)
        {
            var start = Run.MarkHere();
            Run.Perform(new(OperationKind.Step, Private: true));
            round();
            Run.JumpTo(start);
        }
    }

    /// <summary>Does <paramref name="round"/> so many times; no round may depend on locals of the one before.</summary>
    public void Repeat(int rounds, Action<int> round)
    {
        var outer = Run.Rounds;
        for (var i = 0; i < rounds; i++)
        {
            Run.Rounds = $"{outer}.{i}";
            Run.Forget("round");
            round(i);
        }

        Run.Rounds = outer;
    }

    /// <summary>A choice nobody controls, such as whether time is up: every value from 0 to <paramref name="ways"/> - 1 is explored.</summary>
    public int Choose(int ways) => (int)Run.Perform(new(OperationKind.Choose, Value: ways));

    /// <summary>
    /// Says that the code that follows depends on nothing the thread has learnt so far but the <paramref name="remembered"/> values,
    /// so that threads that came here by different ways are explored once. Wrong use hides behaviours.
    /// </summary>
    /// <param name="place">A name of the place in the code.</param>
    /// <param name="remembered">Everything learnt that is still used.</param>
    public void Forget(string place, params ReadOnlySpan<long> remembered) => Run.Forget($"{place}|{string.Join(',', remembered.ToArray())}");

    /// <summary>Adds a value to the outcome that <see cref="CheckResult.Outcomes"/> lists.</summary>
    public void Observe(string name, long value) => Run.Observations.Add($"{name}={value}");
#pragma warning restore CA1822

    /// <summary>Does <paramref name="body"/> inside the program's critical section.</summary>
    public void Critical(Action body)
    {
        Enter(_program.CriticalSection);
        body();
        Leave(_program.CriticalSection);
    }
}

/// <summary>The head of a waiting loop, from <see cref="ModelThread.Loop"/>.</summary>
public readonly struct SpinLoop
{
    private readonly LocalRun.Mark _head;

    internal SpinLoop(LocalRun.Mark head) => _head = head;

    /// <summary>Goes back to where the loop was created; nothing a pass has put into locals may be used afterwards.</summary>
    public void Again() => ((LocalRun)Actor.Current).JumpTo(_head);
}
