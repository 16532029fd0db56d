using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// The protocol of the mutexes over one word: bit 0 is "held", bit 1 "somebody is queued", the rest counts acquisitions. A
/// free lock without a queue is taken by compare-and-swap by whoever comes first; once somebody is queued, a release hands
/// the lock to the head of the queue without ever freeing it.
/// </summary>
/// <remarks>
/// "Queued" is set and cleared under the gate of the queue only, and it is set before the waiter can sleep. A release that
/// finds it goes through the gate. So no waiter is missed: either the release's compare-and-swap comes first and the waiter
/// finds the lock free, or the release fails and finds the waiter.
/// </remarks>
internal static class HandOff
{
    private const long Held = 1;
    private const long Queued = 2;
    private const long Acquisition = 4;
    private const long Flags = Held | Queued;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryEnter(ref AtomicInt64 word, out long stamp)
    {
        long seen = word.Read();
        stamp = seen + Acquisition;
        return (seen & Flags) == 0 && word.CompareExchange(stamp | Held, seen) == seen;
    }

    /// <summary>Releases if the stamp is the current acquisition's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryExit(ref AtomicInt64 word, long stamp, ref AtomicReference<WaitQueue?> queue, int slot = 0) =>
        word.CompareExchange(stamp, stamp | Held) == (stamp | Held) || TryExitSlow(ref word, stamp, queue.Read(), slot);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsCurrent(ref AtomicInt64 word, long stamp) => (word.Read() & ~Queued) == (stamp | Held);

    public static bool IsHeld(ref AtomicInt64 word) => (word.Read() & Held) != 0;

    /// <summary>The stamp of the acquisition that is current, or was last.</summary>
    public static long Stamp(ref AtomicInt64 word) => word.Read() & ~Flags;

    /// <summary>Spins for about the time of a short critical section, unless somebody is queued: nobody overtakes a queue.</summary>
    public static bool SpinToEnter(ref AtomicInt64 word, out long stamp)
    {
        var spinner = Spinner.Start();
        while ((word.Read() & Queued) == 0)
        {
            if (TryEnter(ref word, out stamp))
                return true;
            if (!spinner.TryOnce())
                break;
        }

        stamp = 0;
        return false;
    }

    /// <summary>Enters, or stands in the queue: the waiter, or null when entered.</summary>
    public static Waiter? EnterOrEnqueue(ref AtomicInt64 word, WaitQueue queue, int slot, out long stamp)
    {
        Waiter? waiter = null;
        queue.Gate.Enter();
        try
        {
            long seen = word.Read();
            while (true)
            {
                bool free = (seen & Flags) == 0;
                stamp = seen + Acquisition;
                long before = word.CompareExchange(free ? stamp | Held : seen | Queued, seen);
                if (before == seen)
                {
                    if (!free)
                        waiter = queue.Enqueue(slot, kind: 0);
                    break;
                }

                seen = before;
            }
        }
        finally
        {
            queue.Gate.Exit();
        }

        return waiter;
    }

    /// <summary>Somebody who waited for the slot has gone; under the gate.</summary>
    public static void AfterRemoval(ref AtomicInt64 word, WaitQueue queue, int slot)
    {
        if (queue.FirstOf(slot) is not null)
            return;
        long seen = word.Read();
        while (true)
        {
            long before = word.CompareExchange(seen & ~Queued, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    private static bool TryExitSlow(ref AtomicInt64 word, long stamp, WaitQueue? queue, int slot)
    {
        // A word with the stamp, held and queued, is what brings a valid release here; then there is a queue. It is read after
        // the compare-and-swap has failed: read before it, a queue made in between would be missed and the lock held for ever.
        if (queue is null)
            return false;
        Grants grants = default;
        bool released;
        queue.Gate.Enter();
        try
        {
            released = IsCurrent(ref word, stamp) && ReleaseUnderGate(ref word, stamp, queue, slot, ref grants);
        }
        finally
        {
            queue.Gate.Exit();
        }

        grants.Deliver();
        return released;
    }

    private static bool ReleaseUnderGate(ref AtomicInt64 word, long stamp, WaitQueue queue, int slot, ref Grants grants)
    {
        Waiter? first = queue.FirstOf(slot);

        // Null when the only waiter gave up between the caller's first attempt and the gate.
        long next = first is null ? stamp : stamp + Acquisition + Held;
        if (first is not null && queue.FirstOf(slot, after: first) is not null)
            next |= Queued;

        // Fails only when another copy of the lease was released first: under the gate nobody else changes a held word.
        long expected = first is null ? stamp | Held : stamp | Held | Queued;
        if (word.CompareExchange(next, expected) != expected)
            return false;
        if (first is not null)
        {
            queue.Remove(first);
            grants.Add(first, slot, stamp + Acquisition);
        }

        return true;
    }
}
