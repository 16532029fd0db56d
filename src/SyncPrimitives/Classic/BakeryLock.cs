using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives.Classic;

/// <summary>
/// Lamport's bakery for n parties: each draws a number higher than all it sees and waits for the lower ones.
/// First-come-first-served once the number is drawn, so free of deadlock and starvation. To learn from; for strict fairness
/// at work use <see cref="TicketLock"/>.
/// </summary>
/// <remarks>
/// <para>Thread-safe for its parties. Entering costs two fences and 3n reads, linear in the number of parties the lock was
/// made for. A waiting thread spins and never sleeps. Numbers have 64 bits: at a thousand million entries a second
/// they would last 292 years, so they do not wrap.</para>
/// <para>Source: L. Lamport, "A New Solution of Dijkstra's Concurrent Programming Problem", CACM 17(8), 1974.</para>
/// </remarks>
public sealed class BakeryLock : IPartyLock
{
    private readonly PaddedInt64[] _number;
    private readonly PaddedInt32[] _choosing;
    private Parties _parties;

    /// <summary>Makes a lock for the given number of parties.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one party.</exception>
    public BakeryLock(int parties)
    {
        if (parties < 1)
            throw new ArgumentOutOfRangeException(nameof(parties), parties, "A lock is for one party at least.");
        _parties = new Parties(parties);
        _number = new PaddedInt64[parties];
        _choosing = new PaddedInt32[parties];
        for (int i = 0; i < parties; i++)
        {
            _number[i] = new PaddedInt64(0, $"number{i}");
            _choosing[i] = new PaddedInt32(0, $"choosing{i}");
        }
    }

    /// <summary>Gives out one of the parties.</summary>
    /// <exception cref="InvalidOperationException">All are given out.</exception>
    public Party Register() => _parties.Register(this);

    /// <summary>Enters, spinning while parties with lower numbers wait or are inside.</summary>
    /// <param name="me">The party of the calling thread.</param>
    /// <exception cref="InvalidOperationException">The party is of another lock, used by another thread, or inside already.</exception>
    public Scope EnterScope(Party me)
    {
        me.BeforeEnter(this);
        Enter(me.Index);
        return me.Entered();
    }

    internal void Enter(int me)
    {
        // The doorway. Who reads my number while I draw it would miss it; so I say that I am drawing, and the fence makes
        // that visible before I read the numbers I go by.
        _choosing[me].Cell.Write(1);
        Fence.Full();
        long highest = 0;
        for (int other = 0; other < _number.Length; other++)
            highest = Math.Max(highest, _number[other].Cell.Read());
        long mine = highest + 1;
        _number[me].Cell.Write(mine);
        _choosing[me].Cell.Write(0);

        // My number must be visible before I look at the others', as the flag in Peterson's lock.
        Fence.Full();
        for (int other = 0; other < _number.Length; other++)
        {
            if (other != me)
                WaitFor(other, me, mine);
        }
    }

    /// <summary>The exit protocol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit(int me) => _number[me].Cell.Write(0);

    void IPartyLock.Exit(int me) => Exit(me);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WaitFor(int other, int me, long mine)
    {
        var drawing = Spinner.Start();
        while (_choosing[other].Cell.Read() != 0)
            drawing.Once();
        var waiting = Spinner.Start();
        while (IsBefore(_number[other].Cell.Read(), other, mine, me))
            waiting.Once();
    }

    // Two may draw the same number; the lower index goes first.
    private static bool IsBefore(long number, int party, long mine, int me) =>
        number != 0 && (number < mine || (number == mine && party < me));
}
