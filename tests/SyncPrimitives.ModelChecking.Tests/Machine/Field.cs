using System.Runtime.CompilerServices;
using SyncPrimitives.ModelChecking.Exploration;

namespace SyncPrimitives.Machine;

/// <summary>As in the library's machine; what is referred to must be the <see cref="FieldOf{T}.Value"/> of a field that the program was built with.</summary>
internal static class Field
{
    public static int Read(ref int location) => (int)FieldOf<int>.At(ref location).Cell.Read();

    public static long Read(ref long location) => FieldOf<long>.At(ref location).Cell.Read();

    public static T Read<T>(ref T location)
        where T : class? => (T)Actor.Current.ObjectOf(FieldOf<T>.At(ref location).Cell.Read())!;

    public static int CompareExchange(ref int location, int value, int comparand, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        (int)FieldOf<int>.At(ref location).Cell.CompareExchange(value, comparand, file, line);

    public static long CompareExchange(ref long location, long value, long comparand, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        FieldOf<long>.At(ref location).Cell.CompareExchange(value, comparand, file, line);

    public static T CompareExchange<T>(ref T location, T value, T comparand, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : class? =>
        (T)Actor.Current.ObjectOf(FieldOf<T>.At(ref location).Cell.CompareExchange(
            Actor.Current.HandleOf(value), Actor.Current.HandleOf(comparand), file, line))!;
}

/// <summary>A field of somebody's, with the cell that stands for it. The field itself is never written; it is there to be referred to.</summary>
internal sealed class FieldOf<T>
{
    [ThreadStatic]
    private static (World? World, List<FieldOf<T>> All) t_known;

    /// <summary>What the library is given a reference to.</summary>
    public T Value = default!;

    public FieldOf(long word, string name)
    {
        Cell = new(name, word);
        if (t_known.World != Actor.Current.World)
            t_known = (Actor.Current.World, []);
        t_known.All.Add(this);
    }

    public Cell Cell { get; }

    public static FieldOf<T> At(ref T location)
    {
        foreach (var field in t_known.All)
            if (Unsafe.AreSame(ref field.Value, ref location))
                return field;
        throw new InvalidOperationException("A field is used that the model does not know.");
    }
}
