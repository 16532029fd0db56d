using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives.Classic;

/// <summary>
/// Peterson's filter for n parties: n-1 waiting rooms, each of which keeps back one of those who enter it. Free of deadlock
/// and starvation, but not first-come-first-served. To learn from; for work use <c>lock</c>.
/// </summary>
/// <remarks>
/// <para>Thread-safe for its parties. Entering costs n-1 fences and, with nobody competing, n(n-1) reads: quadratic in the
/// number of parties the lock was made for. A waiting thread spins and never sleeps.</para>
/// <para>Source: G. L. Peterson, "Myths About the Mutual Exclusion Problem", 1981; M. Herlihy and N. Shavit, "The Art of
/// Multiprocessor Programming", section 2.4.</para>
/// </remarks>
public sealed class FilterLock : IPartyLock
{
    private readonly PaddedInt32[] _level;
    private readonly PaddedInt32[] _victim;
    private readonly int _count;
    private Parties _parties;

    /// <summary>Makes a lock for the given number of parties.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one party.</exception>
    public FilterLock(int parties)
    {
        if (parties < 1)
            throw new ArgumentOutOfRangeException(nameof(parties), parties, "A lock is for one party at least.");
        _count = parties;
        _parties = new Parties(parties);
        _level = new PaddedInt32[parties];
        _victim = new PaddedInt32[parties];
        for (int i = 0; i < parties; i++)
        {
            _level[i] = new PaddedInt32(0, $"level{i}");
            _victim[i] = new PaddedInt32(0, $"victim{i}");
        }
    }

    /// <summary>Gives out one of the parties.</summary>
    /// <exception cref="InvalidOperationException">All are given out.</exception>
    public Party Register() => _parties.Register(this);

    /// <summary>Enters, spinning while others are ahead.</summary>
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
        for (int room = 1; room < _count; room++)
        {
            _level[me].Cell.Write(room);
            _victim[room].Cell.Write(me);

            // The levels of the others must be read after mine is visible: Peterson's fence, once a room.
            Fence.Full();
            var spinner = Spinner.Start();
            while (_victim[room].Cell.Read() == me && SomebodyAhead(me, room))
                spinner.Once();
        }
    }

    /// <summary>The exit protocol.</summary>
    internal void Exit(int me) => _level[me].Cell.Write(0);

    void IPartyLock.Exit(int me) => Exit(me);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool SomebodyAhead(int me, int room)
    {
        for (int other = 0; other < _level.Length; other++)
        {
            if (other != me && _level[other].Cell.Read() >= room)
                return true;
        }

        return false;
    }
}
