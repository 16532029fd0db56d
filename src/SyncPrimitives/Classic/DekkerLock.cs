using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives.Classic;

/// <summary>
/// Dekker's mutual exclusion for two parties, the first that ever worked. Free of deadlock and starvation. To learn from;
/// for work use <c>lock</c>.
/// </summary>
/// <remarks>
/// <para>Thread-safe for its two parties. Entering costs about as much as a Monitor while nobody competes, half of it for checking the party. A waiting
/// thread spins and never sleeps.</para>
/// <para>Source: E. W. Dijkstra, "Over de sequentialiteit van procesbeschrijvingen" (EWD 35, 1962 or 1963), who credits
/// T. J. Dekker; and "Cooperating Sequential Processes" (EWD 123, 1965).</para>
/// </remarks>
public sealed class DekkerLock : IPartyLock
{
    private PaddedInt32 _flag0 = new(0, "flag0");
    private PaddedInt32 _flag1 = new(0, "flag1");
    private PaddedInt32 _turn = new(0, "turn");
    private Parties _parties = new(2);

    /// <summary>Gives out one of the two parties.</summary>
    /// <exception cref="InvalidOperationException">Both are given out.</exception>
    public Party Register() => _parties.Register(this);

    /// <summary>Enters, spinning while the other party is inside or has the turn.</summary>
    /// <param name="me">The party of the calling thread.</param>
    /// <exception cref="InvalidOperationException">The party is of another lock, used by another thread, or inside already.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scope EnterScope(Party me)
    {
        me.BeforeEnter(this);
        Enter(me.Index);
        return me.Entered();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter(int me)
    {
        ref AtomicInt32 mine = ref me == 0 ? ref _flag0.Cell : ref _flag1.Cell;
        ref AtomicInt32 other = ref me == 0 ? ref _flag1.Cell : ref _flag0.Cell;
        mine.Write(1);

        // My flag must be visible before I look at the other's, or both look before either is seen.
        Fence.Full();
        if (other.Read() != 0)
            Wait(ref mine, ref other, me);
    }

    /// <summary>The exit protocol: the turn first, so that it is the other's when my flag is down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit(int me)
    {
        _turn.Cell.Write(1 - me);
        if (me == 0)
            _flag0.Cell.Write(0);
        else
            _flag1.Cell.Write(0);
    }

    void IPartyLock.Exit(int me) => Exit(me);

    private void Wait(ref AtomicInt32 mine, ref AtomicInt32 other, int me)
    {
        var spinner = Spinner.Start();
        while (other.Read() != 0)
        {
            if (_turn.Cell.Read() == me)
            {
                spinner.Once();
                continue;
            }

            // It is the other's turn: stand back until it has been inside, then ask again.
            mine.Write(0);
            var turnSpinner = Spinner.Start();
            while (_turn.Cell.Read() != me)
                turnSpinner.Once();
            mine.Write(1);
            Fence.Full();
        }
    }
}
