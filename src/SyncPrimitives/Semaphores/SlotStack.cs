using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// Permits as slots on a stack: to take a permit is to pop a slot, to return it is to push the slot, and each slot has a
/// stamp that changes on return. So an acquisition is known by slot and stamp and can be returned once.
/// </summary>
/// <remarks>
/// <para>The head word: index of the top slot plus one (0: none left), the flag "exclusive" for whoever uses it, the flag
/// "queued", and a tag that changes with every operation, so that a compare-and-swap fails when anything has happened since
/// the word was read (R. K. Treiber, "Systems Programming: Coping with Parallelism", 1986, with the tag of IBM's System/370
/// manual).</para>
/// <para>While "queued" is set nobody changes the stack without the gate of the queue: a fast path expects a word without
/// it.</para>
/// </remarks>
internal sealed class SlotStack
{
    public const int MaxSlots = (1 << 24) - 1;
    public const long Exclusive = 1L << 24;
    public const long Queued = 1L << 25;
    private const long Tag = 1L << 26;
    private const long IndexMask = MaxSlots;

    private AtomicInt64 _head;
    private AtomicReference<Slot[]> _slots;

    public SlotStack(int count)
    {
        var slots = new Slot[count];
        for (int i = 0; i < count; i++)
            slots[i] = new Slot(next: i, depth: i + 1);
        _slots = new AtomicReference<Slot[]>(slots, "slots");
        _head = new AtomicInt64(count, "head");
    }

    public int Capacity => _slots.Read().Length;

    /// <summary>How many are left.</summary>
    public int Available => DepthOf(_head.Read());

    public bool Has(long flags) => (_head.Read() & flags) != 0;

    /// <summary>Takes slots in one step, or none when too few are left or one of the flags is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPop(int count, long unless, out int slot, out long stamp)
    {
        long head = _head.Read();
        while (true)
        {
            int top = (int)(head & IndexMask);
            slot = top - 1;
            if (top == 0 || (head & unless) != 0)
                break;
            Slot first = _slots.Read()[slot];
            int rest = count == 1 ? first.Next.Read() : Skip(first, count);
            if (rest < 0)
                break;
            long seen = _head.CompareExchange(((head & ~IndexMask) + Tag) | (uint)rest, head);
            if (seen == head)
            {
                if (count != 1)
                    first.Size.Write(count);
                stamp = first.Stamp.Read();
                return true;
            }

            head = seen;
        }

        stamp = 0;
        return false;
    }

    /// <summary>Whether the acquisition is the slot's current one.</summary>
    public bool IsCurrent(int slot, long stamp) => _slots.Read()[slot].Stamp.Read() == stamp;

    /// <summary>Ends an acquisition. Exactly one caller succeeds, and has to push the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnd(int slot, long stamp) => _slots.Read()[slot].Stamp.CompareExchange(stamp + 1, stamp) == stamp;

    /// <summary>Returns an ended acquisition's slots; false, and nothing done, when one of the flags is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPush(int slot, long unless)
    {
        Slot first = _slots.Read()[slot];
        int size = first.Size.Read();
        if (size != 1)
            first.Size.Write(1);
        long head = _head.Read();
        while ((head & unless) == 0)
        {
            int below = DepthOf(head);
            int top = (int)(head & IndexMask);
            if (size == 1)
            {
                first.Depth.Write(below + 1);
                first.Next.Write(top);
            }
            else
            {
                Relink(first, size, below, top);
            }

            long seen = _head.CompareExchange(((head & ~IndexMask) + Tag) | (uint)(slot + 1), head);
            if (seen == head)
                return true;
            head = seen;
        }

        if (size != 1)
            first.Size.Write(size);
        return false;
    }

    /// <summary>Sets flags; under the gate.</summary>
    public void Set(long flags) => Change(flags, 0);

    /// <summary>Clears flags; under the gate.</summary>
    public void Clear(long flags) => Change(0, flags);

    /// <summary>Sets the exclusive flag in one step if all slots are there and no flag is set.</summary>
    public bool TryTakeAll()
    {
        long head = _head.Read();
        return (head & (Exclusive | Queued)) == 0 && DepthOf(head) == Capacity
            && _head.CompareExchange((head + Tag) | Exclusive, head) == head;
    }

    /// <summary>Clears the exclusive flag unless the other is set.</summary>
    public bool TryClearExclusive()
    {
        long head = _head.Read();
        return (head & Queued) == 0 && _head.CompareExchange((head + Tag) & ~Exclusive, head) == head;
    }

    /// <summary>Twice as many slots. Under the gate, with "queued" set.</summary>
    public void Grow()
    {
        Slot[] old = _slots.Read();
        if (old.Length > MaxSlots / 2)
            throw new InvalidOperationException($"More than {old.Length} acquisitions at once.");
        var slots = new Slot[old.Length * 2];
        Array.Copy(old, slots, old.Length);
        for (int i = old.Length; i < slots.Length; i++)
            slots[i] = new Slot(next: 0, depth: 0);
        _slots.Write(slots);
        for (int i = old.Length; i < slots.Length; i++)
            TryPush(i, unless: 0);
    }

    // A concurrent change may make this a wrong number, but then the head has changed too.
    private int DepthOf(long head)
    {
        int top = (int)(head & IndexMask);
        return top == 0 ? 0 : _slots.Read()[top - 1].Depth.Read();
    }

    // The index after so many slots, or -1 when there are not as many.
    private int Skip(Slot first, int count)
    {
        if (first.Depth.Read() < count)
            return -1;
        Slot[] slots = _slots.Read();
        int next = first.Next.Read();
        for (int i = 1; i < count && next != 0; i++)
            next = slots[next - 1].Next.Read();
        return next;
    }

    // The slots of one acquisition stay linked while they are out; only their depths and the last link change.
    private void Relink(Slot first, int size, int below, int top)
    {
        Slot[] slots = _slots.Read();
        Slot slot = first;
        for (int i = size; i > 1; i--)
        {
            slot.Depth.Write(below + i);
            slot = slots[slot.Next.Read() - 1];
        }

        slot.Depth.Write(below + 1);
        slot.Next.Write(top);
    }

    private void Change(long set, long clear)
    {
        long head = _head.Read();
        while (true)
        {
            long seen = _head.CompareExchange(((head + Tag) | set) & ~clear, head);
            if (seen == head)
                return;
            head = seen;
        }
    }

    /// <summary>One permit. An object, so that the array of slots can grow.</summary>
    private sealed class Slot(int next, int depth)
    {
        public AtomicInt64 Stamp = new(1, "stamp");
        public AtomicInt32 Next = new(next, "next slot");

        /// <summary>How many slots there are from here down.</summary>
        public AtomicInt32 Depth = new(depth, "depth");

        /// <summary>How many slots the acquisition has that starts here.</summary>
        public AtomicInt32 Size = new(1, "size");
    }
}
