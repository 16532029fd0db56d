using SyncPrimitives.ModelChecking.Exploration;

namespace SyncPrimitives.ModelChecking;

/// <summary>
/// A variable that the threads of a <see cref="ModelProgram"/> share. Every access is a point where another thread may come in.
/// Belongs to its program; used by its threads, its final check and its builder only.
/// </summary>
public sealed class SharedVariable
{
    private readonly int _location;

    internal SharedVariable(string name, int location) => (Name, _location) = (name, location);

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>Reads: the thread's own newest buffered store, otherwise memory.</summary>
    public long Read() => Actor.Current.Perform(new(OperationKind.Read, _location));

    /// <summary>A plain store: goes into the store buffer under TSO and PSO; under PSO stores to other locations may overtake it.</summary>
    public void Write(long value) => Actor.Current.Perform(new(OperationKind.Write, _location, value));

    /// <summary>A release store, <see cref="Volatile.Write(ref long, long)"/>: as <see cref="Write"/>, but never before an earlier store of the thread.</summary>
    public void VolatileWrite(long value) => Actor.Current.Perform(new(OperationKind.ReleaseWrite, _location, value));

    /// <summary>Atomic swap and full fence, <see cref="Interlocked.Exchange(ref long, long)"/>; returns the old value.</summary>
    public long Exchange(long value) => Actor.Current.Perform(new(OperationKind.Exchange, _location, value));

    /// <summary>Atomic compare-and-swap and full fence, <see cref="Interlocked.CompareExchange(ref long, long, long)"/>; returns the old value.</summary>
    public long CompareExchange(long value, long comparand) =>
        Actor.Current.Perform(new(OperationKind.CompareExchange, _location, value, comparand));

    /// <summary>Atomic addition and full fence, <see cref="Interlocked.Add(ref long, long)"/>; returns the new value.</summary>
    public long Add(long addend) => Actor.Current.Perform(new(OperationKind.Add, _location, addend)) + addend;

    /// <summary>Any other atomic change, and full fence; returns the old value. <paramref name="change"/> may use its argument only.</summary>
    public long Update(Func<long, long> change) => Actor.Current.Perform(new(OperationKind.Update, _location, Change: change));

    /// <summary>Sleeps until the variable equals <paramref name="expected"/>, then sets it to <paramref name="replacement"/> in the same step. Full fence.</summary>
    public void Await(long expected, long replacement) =>
        Actor.Current.Perform(new(OperationKind.Await, _location, replacement, expected));
}
