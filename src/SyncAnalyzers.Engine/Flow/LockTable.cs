using SyncAnalyzers.Engine.Identity;
using SyncAnalyzers.Engine.Vocabulary;

namespace SyncAnalyzers.Engine.Flow;

/// <summary>The locks one function touches, numbered.</summary>
public sealed class LockTable
{
    private readonly List<LockEntry> _entries = [];
    private readonly Dictionary<AccessPath, int> _numbers = [];

    public LockEntry this[int number] => _entries[number];

    public int Count => _entries.Count;

    public int NumberOf(AccessPath path, SyncPrimitive primitive, bool isVarying)
    {
        if (!_numbers.TryGetValue(path, out var number))
        {
            _numbers.Add(path, number = _entries.Count);
            _entries.Add(new LockEntry(path, primitive, isVarying));
        }

        return number;
    }

    /// <summary>The number of a lock that the function is known to touch.</summary>
    public int? Find(AccessPath path) => _numbers.TryGetValue(path, out var number) ? number : null;

    /// <summary>A number of its own for a lock that may have another: holds that end differently are counted apart.</summary>
    public int Add(AccessPath path, SyncPrimitive primitive, bool isVarying)
    {
        _entries.Add(new LockEntry(path, primitive, isVarying));
        return _entries.Count - 1;
    }

    /// <summary>The locks whose identity depends on the variable.</summary>
    public ImmutableArray<int> Mentioning(string variable)
    {
        ImmutableArray<int> mentioning = [];
        for (var number = 0; number < _entries.Count; number++)
        {
            if (_entries[number].Path.Mentions(variable))
                mentioning = mentioning.Add(number);
        }

        return mentioning;
    }
}

/// <param name="IsVarying">The variables on its path change: two acquisitions need not be of one object.</param>
public sealed record LockEntry(AccessPath Path, SyncPrimitive Primitive, bool IsVarying);
