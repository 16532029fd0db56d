using System.Diagnostics;
using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>A value with versions: readers see one whole version and never wait; each update makes the next.</summary>
/// <typeparam name="T">An immutable type. A value that is changed in place is not protected.</typeparam>
/// <remarks>
/// <para>Thread-safe and lock-free: some updater always succeeds. A read is one load and one indirection; an update is one
/// allocation and one compare-and-swap, repeated when another update came first. An older version lives as long as somebody
/// refers to it.</para>
/// <para>Source: optimistic concurrency, H. T. Kung and J. T. Robinson, ACM TODS 6(2), 1981.</para>
/// </remarks>
[DebuggerDisplay("version {Version}: {Value}")]
public sealed class MvccCell<T>
{
    private AtomicReference<VersionNode> _current;

    /// <summary>Makes the cell with version 1.</summary>
    public MvccCell(T initial) => _current = new AtomicReference<VersionNode>(new VersionNode(1, initial), "current");

    /// <summary>The value of the newest version.</summary>
    public T Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _current.Read().Value;
    }

    /// <summary>The number of the newest version. It may be newer than a value read before it; see <see cref="Read"/>.</summary>
    public long Version => _current.Read().Number;

    /// <summary>The newest value together with its version.</summary>
    public T Read(out long version)
    {
        VersionNode current = _current.Read();
        version = current.Number;
        return current.Value;
    }

    /// <summary>Replaces the value by a function of it.</summary>
    /// <param name="change">Without side effects: it is called again when another update came first. What it throws, the caller gets, and nothing is changed.</param>
    /// <returns>The new value.</returns>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public T Update(Func<T, T> change)
    {
        if (change is null)
            throw new ArgumentNullException(nameof(change));
        VersionNode current = _current.Read();
        while (true)
        {
            var next = new VersionNode(current.Number + 1, change(current.Value));
            VersionNode seen = _current.CompareExchange(next, current);
            if (seen == current)
                return next.Value;
            current = seen;
        }
    }

    /// <summary>Replaces the value if nobody has since the given version.</summary>
    /// <returns>False, and nothing changed, if somebody has.</returns>
    public bool TryUpdate(long expectedVersion, T value)
    {
        VersionNode current = _current.Read();
        return current.Number == expectedVersion
            && _current.CompareExchange(new VersionNode(expectedVersion + 1, value), current) == current;
    }

    private sealed class VersionNode(long number, T value)
    {
        public readonly long Number = number;
        public readonly T Value = value;
    }
}
