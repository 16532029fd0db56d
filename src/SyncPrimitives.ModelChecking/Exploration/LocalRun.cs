namespace SyncPrimitives.ModelChecking.Exploration;

/// <summary>
/// One execution of a thread's code from its start: known results are replayed, and at the first operation without a known result
/// the code is unwound. Ordinary blocking code becomes explorable this way, on one real thread and without switching stacks.
/// </summary>
internal sealed class LocalRun(World world, int thread, long[] known) : Actor(world)
{
    private readonly Dictionary<object, long> _handles = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<long, object> _objects = [];
    private readonly Dictionary<Type, int> _made = [];
    private readonly List<(int Location, long Value)> _allocations = [];
    private readonly List<string> _notes = [];
    private int _position;
    private int _allocated;
    private bool _unwinding;

    public override int Thread => thread;

    public Operation Operation { get; private set; }

    /// <summary>The code is left because it cannot go on yet: what its finally blocks do is not part of the execution.</summary>
    public bool IsUnwinding => _unwinding;

    public bool IsDone { get; private set; }

    public string? Failure { get; private set; }

    public int Sections { get; private set; }

    public bool IsTrying { get; private set; }

    public bool Progress { get; private set; }

    public List<string> Observations { get; } = [];

    /// <summary>Which round of which <see cref="ModelThread.Repeat"/> the thread is in.</summary>
    public string Rounds { get; set; } = "";

    /// <summary>Locations of the locks the thread holds, for those who demand one.</summary>
    public HashSet<int> HeldLocks { get; } = [];

    public IReadOnlyList<(int Location, long Value)> Allocations => _allocations;

    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The depth of an earlier state of this run that the thread is back in, or -1.</summary>
    public int JumpTarget { get; private set; } = -1;

    /// <summary>Names for this point at which all locals are dead; a state known by one of them is this state.</summary>
    public List<string> Landmarks { get; } = [];

    /// <summary>The state a landmark already stands for.</summary>
    public LocalState? Known { get; private set; }

    private bool IsNew => _position == known.Length;

    public void Execute(Action body)
    {
        try
        {
            Run(body);
            IsDone = true;
            Progress = IsNew;
        }
        catch (Suspension)
        {
        }
        catch (ModelAssertionException failed)
        {
            Failure = failed.Message;
        }
#pragma warning disable CA1031 // Whatever the checked code throws is the finding.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            Failure = $"unhandled {thrown.GetType().Name}: {thrown.Message}";
        }
    }

    public override long Perform(in Operation operation)
    {
        // Code in finally blocks runs while the stack is unwound; it must not get any further.
        if (!_unwinding && !IsNew)
            return known[_position++];
        if (!_unwinding)
            Operation = operation;
        throw Suspend();
    }

    public override int Allocate(string name, long value)
    {
        var location = World.LocationOf(thread, _allocated++, name);
        if (IsNew && !_unwinding)
            _allocations.Add((location, value));
        return location;
    }

    public override long HandleOf(object? value)
    {
        if (value is null)
            return 0;
        if (_handles.TryGetValue(value, out var handle))
            return handle;
        var type = value.GetType();
        var isOwn = !World.Heap.TryGetHandle(value, out handle) || World.Heap.MakerOf(handle) == thread;
        if (isOwn)
            handle = World.Heap.Identify(value, thread, _made[type] = _made.GetValueOrDefault(type) + 1, _handles);
        Remember(value, handle);
        return handle;
    }

    public override object? ObjectOf(long handle)
    {
        if (handle == 0)
            return null;
        if (_objects.TryGetValue(handle, out var mine))
            return mine;
        var value = World.Heap[handle]!;
        Remember(value, handle);
        return value;
    }

    public Mark MarkHere() => new(_position, _allocated, Sections, IsTrying);

    /// <summary>The thread is back at the mark with the locals it had there.</summary>
    public void JumpTo(Mark mark)
    {
        if (_unwinding)
            throw Suspension.Instance;
        if (mark.Sections != Sections || mark.IsTrying != IsTrying)
            throw new InvalidOperationException("A loop ends its pass in another section than it began it in.");
        if (mark.Allocated != _allocated)
            throw new NotSupportedException("An endless or fruitless pass of a loop creates shared objects; use Repeat with a number of rounds.");
        if (mark.Position == _position)
            Operation = new(OperationKind.Stuck, Note: "loops without looking at anything shared");
        else
            JumpTarget = mark.Position;
        throw Suspend();
    }

    /// <summary>From here on the thread uses nothing it has learnt so far.</summary>
    public void Forget(string name)
    {
        if (IsNew && !_unwinding)
        {
            var landmark = $"{thread}|{Rounds}|{name}|{Sections}|{IsTrying}|{_allocated}|{string.Join(',', _made.Values)}|{string.Join(',', Observations)}";
            Landmarks.Add(landmark);
            Known = World.FindLandmark(landmark);
            if (Known is not null)
                throw Suspend();
        }

        Perform(new(OperationKind.Step, Private: true));
    }

    public void Request()
    {
        Perform(new(OperationKind.Step, Note: "wants in", Private: true));
        IsTrying = true;
    }

    public void Enter(Section section)
    {
        Sections |= 1 << section.Index;
        IsTrying = false;
        if (!IsNew)
            return;
        Progress = true;
        _notes.Add($"enters {section.Name}");
    }

    public void Leave(Section section)
    {
        Perform(new(OperationKind.Step, Note: $"leaves {section.Name}"));
        Sections &= ~(1 << section.Index);
    }

    private void Remember(object value, long handle)
    {
        _handles[value] = handle;
        _objects[handle] = value;
    }

    private Suspension Suspend()
    {
        _unwinding = true;
        return Suspension.Instance;
    }

    internal readonly record struct Mark(int Position, int Allocated, int Sections, bool IsTrying);
}
