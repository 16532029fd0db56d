using System.Runtime.CompilerServices;

namespace SyncAnalyzers.Engine.Bodies;

internal static class WeakTables
{
    /// <summary>What is kept with the key already, or now <paramref name="value"/>.</summary>
    /// <remarks>A method of its own: where a lambda is written, the object that holds its variables is made even if nobody comes as far as the lambda.</remarks>
    public static TValue GetOrKeep<TKey, TValue>(this ConditionalWeakTable<TKey, TValue> table, TKey key, TValue value)
        where TKey : class
        where TValue : class => table.GetValue(key, _ => value);
}
