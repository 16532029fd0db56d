using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>Read-modify-write of a field by any function: the compare-and-swap loop, written once.</summary>
/// <remarks>
/// Thread-safe and lock-free. One load and one compare-and-swap when nobody interferes. Every other writer of the field must
/// use this or <see cref="Interlocked"/> too. For adding and incrementing, <see cref="Interlocked"/> itself is cheaper.
/// Some update always succeeds; one may be repeated without limit, so there is no fairness. Source: M. Herlihy, "A Methodology
/// for Implementing Highly Concurrent Data Objects", ACM TOPLAS 15(5), 1993.
/// </remarks>
public static class Atomic
{
    /// <summary>Replaces the object by a function of it.</summary>
    /// <param name="location">The field.</param>
    /// <param name="change">Without side effects: it is called again when another update came first.</param>
    /// <returns>What was stored.</returns>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public static T Update<T>(ref T location, Func<T, T> change)
        where T : class?
    {
        if (change is null)
            throw new ArgumentNullException(nameof(change));
        T current = Field.Read(ref location);
        while (true)
        {
            T next = change(current);
            T seen = Field.CompareExchange(ref location, next, current);
            if (ReferenceEquals(seen, current))
                return next;
            current = seen;
        }
    }

    /// <summary>Replaces the number by a function of it.</summary>
    /// <inheritdoc cref="Update{T}(ref T, Func{T, T})"/>
    public static long Update(ref long location, Func<long, long> change)
    {
        if (change is null)
            throw new ArgumentNullException(nameof(change));
        long current = Field.Read(ref location);
        while (true)
        {
            long next = change(current);
            long seen = Field.CompareExchange(ref location, next, current);
            if (seen == current)
                return next;
            current = seen;
        }
    }

    /// <summary>Replaces the number by a function of it.</summary>
    /// <inheritdoc cref="Update{T}(ref T, Func{T, T})"/>
    public static int Update(ref int location, Func<int, int> change)
    {
        if (change is null)
            throw new ArgumentNullException(nameof(change));
        int current = Field.Read(ref location);
        while (true)
        {
            int next = change(current);
            int seen = Field.CompareExchange(ref location, next, current);
            if (seen == current)
                return next;
            current = seen;
        }
    }
}
