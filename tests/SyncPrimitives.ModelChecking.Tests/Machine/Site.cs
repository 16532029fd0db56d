namespace SyncPrimitives.Machine;

/// <summary>A place in the library's source that fences or changes a cell atomically. One can be weakened to see whether anybody objects.</summary>
internal static class Site
{
    [ThreadStatic]
    private static (string File, int Line) t_weakened;

    [ThreadStatic]
    private static HashSet<(string File, int Line)>? t_reached;

    public static bool IsWeakened(string file, int line)
    {
        t_reached?.Add((file, line));
        return t_weakened == (file, line);
    }

    /// <summary>Does something with one site weakened: a fence is left out, an atomic change becomes a read and a write.</summary>
    public static T Without<T>((string File, int Line) site, Func<T> action)
    {
        t_weakened = site;
        try
        {
            return action();
        }
        finally
        {
            t_weakened = default;
        }
    }

    /// <summary>The sites that are passed while something is done.</summary>
    public static HashSet<(string File, int Line)> ReachedBy(Action action)
    {
        t_reached = [];
        action();
        var reached = t_reached;
        t_reached = null;
        return reached;
    }
}
