namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>The fixed part of a program under exploration: its locations, objects, sections and threads.</summary>
internal sealed class World
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _used = [];
    private readonly Dictionary<(int Thread, int Ordinal), int> _allocated = [];

    private readonly Dictionary<string, LocalState> _landmarks = [];

    public Heap Heap { get; } = new();

    public List<long> InitialMemory { get; } = [];

    public List<Section> Sections { get; } = [];

    public List<ModelThread> Threads { get; } = [];

    public int LocationCount => _names.Count;

    public string NameOf(int location) => _names[location];

    public LocalState? FindLandmark(string name) => _landmarks.GetValueOrDefault(name);

    public void AddLandmark(string name, LocalState state) => _landmarks.TryAdd(name, state);

    public string Describe(in Operation operation) =>
        operation.Note ?? (operation.Location < 0 ? "nothing" : NameOf(operation.Location));

    public int AddLocation(string name)
    {
        var same = _used[name] = _used.GetValueOrDefault(name) + 1;
        _names.Add(same == 1 ? name : $"{name}#{same}");
        return _names.Count - 1;
    }

    /// <summary>The location that is the given thread's next allocation of its own.</summary>
    public int LocationOf(int thread, int ordinal, string name)
    {
        if (!_allocated.TryGetValue((thread, ordinal), out var location))
            _allocated.Add((thread, ordinal), location = AddLocation($"{Threads[thread].Name}.{name}"));
        return location;
    }
}
