using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives.Classic;

/// <summary>
/// Peterson's mutual exclusion for two parties: reads and writes alone, and one fence. Free of deadlock and starvation; a
/// waiting party is overtaken at most once. To learn from; for work use <c>lock</c>.
/// </summary>
/// <remarks>
/// <para>Thread-safe for its two parties. Entering costs about three quarters of a Monitor while nobody competes, half of it for checking the party. A waiting
/// thread spins and never sleeps, so contention costs a processor.</para>
/// <para>Source: G. L. Peterson, "Myths About the Mutual Exclusion Problem", Information Processing Letters 12(3), 1981.
/// The place of the fence: M. Herlihy and N. Shavit, "The Art of Multiprocessor Programming", chapter 2.</para>
/// </remarks>
/// <example><code>
/// var gate = new PetersonLock();
/// Party me = gate.Register();      // one for each of the two threads
/// using (gate.EnterScope(me))
///     counter++;
/// </code></example>
public sealed class PetersonLock : IPartyLock
{
    private PaddedInt32 _flag0 = new(0, "flag0");
    private PaddedInt32 _flag1 = new(0, "flag1");
    private PaddedInt32 _turn = new(0, "turn");
    private Parties _parties = new(2);

    /// <summary>Gives out one of the two parties.</summary>
    /// <exception cref="InvalidOperationException">Both are given out.</exception>
    public Party Register() => _parties.Register(this);

    /// <summary>Enters, spinning while the other party is inside or first.</summary>
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
        _turn.Cell.Write(1 - me);

        // Without it the two stores may still be in this processor's store buffer while the other's flag is read: both
        // parties then read 0 and both enter. Between the stores it would be of no use.
        Fence.Full();
        if (other.Read() != 0 && _turn.Cell.Read() != me)
            Wait(ref other, me);
    }

    /// <summary>The exit protocol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit(int me)
    {
        if (me == 0)
            _flag0.Cell.Write(0);
        else
            _flag1.Cell.Write(0);
    }

    void IPartyLock.Exit(int me) => Exit(me);

    private void Wait(ref AtomicInt32 other, int me)
    {
        var spinner = Spinner.Start();
        while (other.Read() != 0 && _turn.Cell.Read() != me)
            spinner.Once();
    }
}
