namespace SyncAnalyzers.Engine.Fences;

/// <summary>What one body does to volatile variables, itself or through what it calls: by name, and at least all it does.</summary>
/// <remarks>What it does in a lock statement is left out: the other half is seldom outside of it.</remarks>
internal abstract class FenceSketch
{
    /// <summary>A variable behind a reference, which may be any.</summary>
    public const string Any = "*";

    // The one callee that stores or loads it; null if there are several, or the body does so itself.
    private readonly Dictionary<string, FenceSketch?> _storedBy = [];
    private readonly Dictionary<string, FenceSketch?> _loadedBy = [];

    /// <summary>The members of Volatile, Interlocked and Thread that take a variable by reference.</summary>
    public static ImmutableHashSet<string> Accesses { get; } =
        ["Read", "VolatileRead", "Write", "VolatileWrite", "Exchange", "CompareExchange", "Increment", "Decrement", "Add", "And", "Or"];

    public HashSet<string> Stores { get; } = [];

    /// <summary>Those of <see cref="Stores"/> that are no full fence themselves.</summary>
    public HashSet<string> Delayed { get; } = [];

    public HashSet<string> Loads { get; } = [];

    /// <summary>What is reached through another object, or by an index: two parties may each have their own.</summary>
    public HashSet<string> Peers { get; } = [];

    /// <summary>Both happen in one method that the body calls, and are that method's own story.</summary>
    public bool IsOfCallee(string store, string load) =>
        _storedBy.TryGetValue(store, out var callee) && callee is not null && _loadedBy.TryGetValue(load, out var other) && callee == other;

    /// <summary>The access that <paramref name="method"/> makes to the variable it is given by reference.</summary>
    protected void Access(string method, string variable, bool isPeer)
    {
        (method is "Read" or "VolatileRead" ? Loads : Stores).Add(variable);
        if (method is "Write" or "VolatileWrite")
            Delayed.Add(variable);

        if (isPeer)
            Peers.Add(variable);
    }

    /// <summary>The body does what a method does that it calls, perhaps on another object.</summary>
    protected void Include(FenceSketch callee, bool isOnOther)
    {
        Add(callee.Stores, Stores, _storedBy, callee);
        Add(callee.Loads, Loads, _loadedBy, callee);
        Delayed.UnionWith(callee.Delayed);
        Peers.UnionWith(callee.Peers);
        if (isOnOther)
            Peers.UnionWith(callee.Stores.Concat(callee.Loads));
    }

    private static void Add(HashSet<string> added, HashSet<string> names, Dictionary<string, FenceSketch?> origins, FenceSketch callee)
    {
        foreach (var name in added)
        {
            if (names.Add(name))
                origins[name] = callee;
            else if (origins.TryGetValue(name, out var other) && other != callee)
                origins[name] = null;
        }
    }
}
