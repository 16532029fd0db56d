namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>Who executes the code that is running right now: the builder, a thread of the model, or the final check.</summary>
internal abstract class Actor(World world)
{
    [ThreadStatic]
    private static Actor? t_current;

    public static Actor Current => t_current
        ?? throw new InvalidOperationException("Shared variables exist only while Model.Check builds or explores their program.");

    public World World { get; } = world;

    /// <summary>Thread number of the model, or -1.</summary>
    public abstract int Thread { get; }

    /// <summary>Does the access and returns what the location held.</summary>
    public abstract long Perform(in Operation operation);

    /// <summary>A new location, the same for the same thread after the same steps.</summary>
    public abstract int Allocate(string name, long value);

    public abstract long HandleOf(object? value);

    public abstract object? ObjectOf(long handle);

    /// <summary>Runs <paramref name="action"/> as this actor.</summary>
    public void Run(Action action)
    {
        var outer = t_current;
        t_current = this;
        try
        {
            action();
        }
        finally
        {
            t_current = outer;
        }
    }
}
