using System.Reflection;

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

    public long Identify(object? value, int thread, int ordinal)
    {
        if (value is null)
            return 0;
        if (_handles.TryGetValue(value, out var handle))
            return handle;
        var key = (thread, value.GetType(), ordinal, Fixed(value));
        if (_known.TryGetValue(key, out handle))
            return handle;
        _objects.Add((value, thread));
        handle = _objects.Count;
        _handles.Add(value, handle);
        _known.Add(key, handle);
        return handle;
    }

    /// <summary>The fields that never change once the object is shared: two objects that differ in them are two objects.</summary>
    private static string Fixed(object value)
    {
        if (value is Delegate)
            return "";
        if (value is string text)
            return text;
        var fields = new List<string>();
        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                Describe(field.GetValue(value), field.FieldType, fields);
        return string.Join(',', fields);
    }

    private static void Describe(object? value, Type type, List<string> fields)
    {
        if (type.IsPrimitive || type.IsEnum)
            fields.Add(value!.ToString()!);
        else if (type.IsValueType && value is not null)
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                if (field.FieldType != type)
                    Describe(field.GetValue(value), field.FieldType, fields);
    }
}
