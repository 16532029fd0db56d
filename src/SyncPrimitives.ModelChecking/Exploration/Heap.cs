namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>
/// Numbers for the objects that travel through shared locations. A thread is run again and again from its start, so the "same"
/// object exists many times; it is known by who made it, as the how-manieth of its type, with which fixed fields.
/// </summary>
internal sealed class Heap
{
    private readonly List<(object Value, int Maker)> _objects = [];
    private readonly Dictionary<object, long> _handles = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(int Thread, Type Type, int Ordinal, string Fields), long> _known = [];

    public int Count => _objects.Count;

    public object? this[long handle] => handle == 0 ? null : _objects[(int)handle - 1].Value;

    public int MakerOf(long handle) => _objects[(int)handle - 1].Maker;

    public bool TryGetHandle(object value, out long handle) => _handles.TryGetValue(value, out handle);

    /// <summary>The number of an object, or of the one it is another copy of.</summary>
    /// <param name="value">The object.</param>
    /// <param name="thread">The thread that made it, or -1.</param>
    /// <param name="ordinal">The how-manieth object of its type the thread made.</param>
    /// <param name="known">Numbers of objects that the thread has in its hands, besides those known here.</param>
    public long Identify(object? value, int thread, int ordinal, IReadOnlyDictionary<object, long>? known = null)
    {
        if (value is null)
            return 0;
        if (_handles.TryGetValue(value, out var handle))
            return handle;
        var key = (thread, value.GetType(), ordinal, thread < 0 ? "" : new FixedFields(this, known).Of(value));
        if (_known.TryGetValue(key, out handle))
            return handle;
        _objects.Add((value, thread));
        handle = _objects.Count;
        _handles.Add(value, handle);
        _known.Add(key, handle);
        return handle;
    }
}
