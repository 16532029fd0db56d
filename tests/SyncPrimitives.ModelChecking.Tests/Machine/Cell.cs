using System.Runtime.CompilerServices;
using SyncPrimitives.ModelChecking.Exploration;

namespace SyncPrimitives.Machine;

/// <summary>A location of the model; what all cells of this machine are made of.</summary>
internal readonly struct Cell(string name, long value)
{
    private readonly int _location = Actor.Current.Allocate(name, value);

    public int Location => _location;

    public long Read(bool isPrivate = false) => Actor.Current.Perform(new(OperationKind.Read, _location, Private: isPrivate));

    public void Write(long value, bool isPrivate = false) =>
        Actor.Current.Perform(new(OperationKind.ReleaseWrite, _location, value, Private: isPrivate));

    public long Exchange(long value, string file, int line)
    {
        if (!Site.IsWeakened(file, line))
            return Actor.Current.Perform(new(OperationKind.Exchange, _location, value));
        var old = Read();
        Write(value);
        return old;
    }

    public long CompareExchange(long value, long comparand, string file, int line)
    {
        if (!Site.IsWeakened(file, line))
            return Actor.Current.Perform(new(OperationKind.CompareExchange, _location, value, comparand));
        var old = Read();
        if (old == comparand)
            Write(value);
        return old;
    }

    public long Add(long amount, string file, int line)
    {
        if (!Site.IsWeakened(file, line))
            return Actor.Current.Perform(new(OperationKind.Add, _location, amount)) + amount;
        var sum = Read() + amount;
        Write(sum);
        return sum;
    }

    public void Await(long expected, long replacement) =>
        Actor.Current.Perform(new(OperationKind.Await, _location, replacement, expected));

    public void AwaitOther(long value) => Actor.Current.Perform(new(OperationKind.AwaitOther, _location, Comparand: value));
}

/// <summary>As in the library's machine; a step of the model.</summary>
internal readonly struct AtomicInt32(int value, string name)
{
    private readonly Cell _cell = new(name, value);

    public int Read() => (int)_cell.Read();

    public void Write(int value) => _cell.Write(value);

    public int Exchange(int value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        (int)_cell.Exchange(value, file, line);

    public int CompareExchange(int value, int comparand, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        (int)_cell.CompareExchange(value, comparand, file, line);

    public int Add(int amount, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        (int)_cell.Add(amount, file, line);
}

/// <inheritdoc cref="AtomicInt32"/>
internal readonly struct AtomicInt64(long value, string name)
{
    private readonly Cell _cell = new(name, value);

    public long Read() => _cell.Read();

    public void Write(long value) => _cell.Write(value);

    public long Exchange(long value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        _cell.Exchange(value, file, line);

    public long CompareExchange(long value, long comparand, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        _cell.CompareExchange(value, comparand, file, line);

    public long Add(long amount, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        _cell.Add(amount, file, line);
}

/// <inheritdoc cref="AtomicInt32"/>
internal readonly struct AtomicReference<T>(T value, string name)
    where T : class?
{
    private readonly Cell _cell = new(name, Actor.Current.HandleOf(value));

    public T Read() => (T)Actor.Current.ObjectOf(_cell.Read())!;

    public void Write(T value) => _cell.Write(Actor.Current.HandleOf(value));

    public T Exchange(T value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        (T)Actor.Current.ObjectOf(_cell.Exchange(Actor.Current.HandleOf(value), file, line))!;

    public T CompareExchange(T value, T comparand, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        (T)Actor.Current.ObjectOf(
            _cell.CompareExchange(Actor.Current.HandleOf(value), Actor.Current.HandleOf(comparand), file, line))!;
}

/// <summary>As in the library's machine; an access without the gate is a finding.</summary>
internal readonly struct Guarded<T>(Gate gate, T value, string name)
{
    private readonly Cell _cell = new(name, ToWord(value));

    public T Value
    {
        get
        {
            gate.Demand(_cell);
            return FromWord(_cell.Read(isPrivate: true));
        }

        set
        {
            gate.Demand(_cell);
            _cell.Write(ToWord(value), isPrivate: true);
        }
    }

    private static long ToWord(T value) =>
        typeof(T).IsValueType ? Convert.ToInt64(value, null) : Actor.Current.HandleOf(value);

    private static T FromWord(long word) =>
        (T)(typeof(T).IsValueType ? Convert.ChangeType(word, typeof(T), null) : Actor.Current.ObjectOf(word))!;
}

/// <summary>Alignment is nothing to the model.</summary>
internal struct PaddedInt32(int value, string name)
{
    public AtomicInt32 Cell = new(value, name);
}

/// <inheritdoc cref="PaddedInt32"/>
internal struct PaddedInt64(long value, string name)
{
    public AtomicInt64 Cell = new(value, name);
}
