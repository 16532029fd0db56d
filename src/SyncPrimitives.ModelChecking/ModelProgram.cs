using SyncPrimitives.ModelChecking.Exploration;

namespace SyncPrimitives.ModelChecking;

/// <summary>A small concurrent program: shared variables, threads, and what must hold. Built inside <see cref="Model.Check"/>, by one thread.</summary>
public sealed class ModelProgram
{
    private readonly List<SharedVariable> _observed = [];
    private Action<Action<bool, string>>? _atEnd;
    private Section? _critical;

    internal World World { get; } = new();

    /// <summary>The section that <see cref="ModelThread.Critical"/> uses: one thread at a time.</summary>
    public Section CriticalSection => _critical ??= Section("the critical section");

    /// <summary>A variable that the threads share.</summary>
    /// <exception cref="InvalidOperationException">The program is no longer being built.</exception>
    public SharedVariable Shared(string name, long initial = 0) =>
        Actor.Current is DirectActor builder && builder.World == World
            ? new(name, builder.Allocate(name, initial))
            : throw new InvalidOperationException("Shared variables are created while the program is built.");

    /// <summary>A part of the threads' code that at most <paramref name="capacity"/> threads may be in at once.</summary>
    public Section Section(string name, int capacity = 1)
    {
        var section = new Section(name, capacity, World.Sections.Count);
        World.Sections.Add(section);
        return section;
    }

    /// <summary>Adds a thread; up to eight.</summary>
    /// <exception cref="InvalidOperationException">There are eight already.</exception>
    public ModelThread Thread(string name, Action<ModelThread> body) => Add(name, isBackground: false, body);

    /// <summary>Adds a thread that serves the others: nobody waits for it to finish.</summary>
    /// <exception cref="InvalidOperationException">There are eight threads already.</exception>
    public ModelThread Background(string name, Action<ModelThread> body) => Add(name, isBackground: true, body);

    /// <summary>A check of the final values, when all threads have finished; it reports with the assertion it is given.</summary>
    public void AtEnd(Action<Action<bool, string>> check) => _atEnd += check;

    /// <summary>Adds the variable's final value to the outcome that <see cref="CheckResult.Outcomes"/> lists.</summary>
    public void ObserveAtEnd(SharedVariable variable) => _observed.Add(variable);

    internal string? Finish(DirectActor actor, List<string> outcome)
    {
        string? wrong = null;
        actor.Run(() =>
        {
            foreach (var variable in _observed)
                outcome.Add($"{variable.Name}={variable.Read()}");
            _atEnd?.Invoke((condition, message) => wrong ??= condition ? null : message);
        });
        return wrong;
    }

    private ModelThread Add(string name, bool isBackground, Action<ModelThread> body)
    {
        if (World.Threads.Count == 8)
            throw new InvalidOperationException("A program has at most eight threads.");
        var thread = new ModelThread(this, name, World.Threads.Count, isBackground, body);
        World.Threads.Add(thread);
        return thread;
    }
}
