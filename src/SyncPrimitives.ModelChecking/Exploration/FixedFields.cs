using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>
/// What never changes in an object once it is shared: its read-only fields, the locations of its cells, and the same of the
/// objects it holds fast that have no number of their own. Two objects that differ in it are two objects.
/// </summary>
internal sealed class FixedFields(Heap heap, IReadOnlyDictionary<object, long>? known)
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    private readonly StringBuilder _text = new();
    private readonly HashSet<object> _visited = new(ReferenceEqualityComparer.Instance);

    public string Of(object value)
    {
        _visited.Add(value);
        var assembly = value.GetType().Assembly;
        if (value is Array array)
            Elements(array, assembly);
        else
            Members(value, assembly);
        return _text.ToString();
    }

    private static FieldInfo[] FieldsOf(Type type) => Fields.GetOrAdd(type, static type =>
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var fields = new List<FieldInfo>();
        for (var t = type; t is not null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType)
            fields.AddRange(t.GetFields(own).Where(f => f.IsInitOnly || (f.FieldType.IsValueType && !f.FieldType.IsPrimitive)));
        return [.. fields];
    });

    private void Members(object value, Assembly assembly)
    {
        foreach (var field in FieldsOf(value.GetType()))
            Describe(field.GetValue(value), assembly);
    }

    private void Elements(Array array, Assembly assembly)
    {
        foreach (var element in array)
            Describe(element, assembly);
    }

    private void Describe(object? value, Assembly assembly)
    {
        switch (value)
        {
            case null or Delegate:
                break;
            case string or bool or Enum:
                _text.Append(value).Append(',');
                break;
            case IConvertible number:
                _text.Append(number.ToString(null)).Append(',');
                break;
            case var _ when value.GetType().IsValueType:
                Members(value, assembly);
                break;
            case var _ when known?.TryGetValue(value, out var handle) == true || heap.TryGetHandle(value, out handle):
                _text.Append('#').Append(handle).Append(',');
                break;
            case Array array when _visited.Add(value):
                Elements(array, assembly);
                break;
            case var _ when value.GetType().Assembly == assembly && _visited.Add(value):
                Members(value, assembly);
                break;
        }
    }
}
