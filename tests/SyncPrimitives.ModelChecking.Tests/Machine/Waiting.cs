using System.Runtime.CompilerServices;
using SyncPrimitives.ModelChecking;
using SyncPrimitives.ModelChecking.Exploration;

namespace SyncPrimitives.Machine;

/// <summary>As in the library's machine. Leaving it is a release store, which is all that .NET promises of a monitor's exit.</summary>
internal sealed class Gate(string name)
{
    private readonly Cell _owner = new(name, 0);
    private readonly Cell _pulses = new($"{name} pulses", 0);

    public void Enter()
    {
        _owner.Await(0, Actor.Current.Thread + 1);
        Held()?.Add(_owner.Location);
    }

    public void Exit()
    {
        Demand(_owner);
        _owner.Write(0);
        Held()?.Remove(_owner.Location);
    }

    public void Wait()
    {
        Demand(_owner);
        var seen = _pulses.Read(isPrivate: true);
        Exit();
        _pulses.AwaitOther(seen);
        Enter();
    }

    /// <summary>When there is a time limit, it may pass at any moment.</summary>
    public bool Wait(int milliseconds)
    {
        if (milliseconds != Timeout.Infinite && Actor.Current.Perform(new(OperationKind.Choose, Value: 2)) == 1)
        {
            Exit();
            Enter();
            return false;
        }

        Wait();
        return true;
    }

    public void PulseAll()
    {
        Demand(_owner);
        _pulses.Write(_pulses.Read(isPrivate: true) + 1, isPrivate: true);
    }

    public void Demand(Cell cell)
    {
        if (Actor.Current is not LocalRun { IsUnwinding: true } && Held() is { } held && !held.Contains(_owner.Location))
            throw new ModelAssertionException($"{Actor.Current.World.NameOf(cell.Location)} is used without the gate '{Actor.Current.World.NameOf(_owner.Location)}'");
    }

    private static HashSet<int>? Held() => (Actor.Current as LocalRun)?.HeldLocks;
}

/// <summary>As in the library's machine. The model's fence for loads is empty: no model here lets loads pass each other.</summary>
internal static class Fence
{
    public static void Full([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (!Site.IsWeakened(file, line))
            Actor.Current.Perform(new(OperationKind.Fence));
    }

    public static void Loads()
    {
    }
}

/// <summary>As in the library's machine: a fruitless pass goes back to the head of the loop, a bounded spin is over at once.</summary>
internal readonly struct Spinner
{
    private readonly SpinLoop _loop;

    private Spinner(SpinLoop loop) => _loop = loop;

    public static Spinner Start() => Actor.Current is LocalRun run ? new(new(run.MarkHere())) : default;

    public void Once()
    {
        if (Actor.Current is not LocalRun)
            throw new InvalidOperationException("The code that runs alone would spin for ever.");
        _loop.Again();
    }

    public bool TryOnce() => false;

    public bool TryPause(int iterations) => false;

    public static void Pause(int iterations) => _ = iterations;
}

/// <summary>As in the library's machine. What is queued is not run; the model thread that waits for it goes on.</summary>
internal abstract class WorkItem
{
    private readonly Cell _queued = new("continuation queued", 0);

    public abstract void Run();

    public void Queue()
    {
        if (Actor.Current.Perform(new(OperationKind.Exchange, _queued.Location, 1)) != 0)
            throw new ModelAssertionException("a continuation is queued twice");
    }

    /// <summary>Waits until the item has been queued.</summary>
    public void AwaitQueued() => _queued.Await(1, 0);
}

/// <summary>As in the library's machine. The numbers are as bad as they can be: a striped counter maps them all to one cell.</summary>
internal static class CurrentThread
{
    public static int Id => (Actor.Current.Thread + 2) * 64;

    /// <summary>The calls below a thread's code depend on how it is explored.</summary>
    public static string Stack => "";
}

/// <summary>As in the library's machine, but that they ascend with time; the same for the same thread after the same steps.</summary>
internal static class LockId
{
    public static long Next() => new Cell("lock", 0).Location + 1;
}

/// <summary>As in the library's machine, but that no time passes: an object made at another time would be another one.</summary>
internal static class Clock
{
    public static long Ticks => 0;

    public static TimeSpan Since(long ticks) => new(ticks);
}
