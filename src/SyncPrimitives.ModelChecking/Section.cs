namespace SyncPrimitives.ModelChecking;

/// <summary>A named part of the threads' code that only so many of them may be in at once. Not thread-safe; used while building a program.</summary>
public sealed class Section
{
    private readonly List<Section> _excluded = [];

    internal Section(string name, int capacity, int index) => (Name, Capacity, Index) = (name, capacity, index);

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>How many threads may be inside together.</summary>
    public int Capacity { get; }

    internal int Index { get; }

    /// <summary>Demands that nobody is in <paramref name="other"/> while somebody is in this section.</summary>
    public Section Excludes(Section other)
    {
        _excluded.Add(other);
        return this;
    }

    /// <summary>What is wrong when the threads with these section masks are where they are; null when nothing is.</summary>
    internal string? Violation(ReadOnlySpan<int> masks)
    {
        var here = Count(masks, Index);
        if (here > Capacity)
            return $"{here} threads are in '{Name}' at once, {Capacity} may be";
        if (here > 0)
            foreach (var other in _excluded)
                if (Count(masks, other.Index) > 0)
                    return $"a thread is in '{Name}' while another is in '{other.Name}'";
        return null;
    }

    private static int Count(ReadOnlySpan<int> masks, int index)
    {
        var count = 0;
        foreach (var mask in masks)
            count += (mask >> index) & 1;
        return count;
    }
}
