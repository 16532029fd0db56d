using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives.Classic;

/// <summary>
/// A participant of a classic lock. These algorithms know their participants by number, and two threads under one number
/// would break them; so a party belongs to the first thread that enters with it, until <see cref="Leave"/>.
/// </summary>
/// <remarks>Create with <c>Register</c> of the lock. Any thread may ask for <see cref="Index"/>; the rest is for the owning thread.</remarks>
public sealed class Party : ILeaseSource
{
    private readonly IPartyLock _lock;
    private AtomicInt32 _thread = new(0, "party's thread");

    // Used by the owning thread alone. Odd while inside.
    private long _stamp;

    internal Party(IPartyLock owner, int index)
    {
        _lock = owner;
        Index = index;
    }

    /// <summary>The number of the party in its lock, from 0.</summary>
    public int Index { get; }

    /// <summary>Gives the party up, so that another thread may enter with it.</summary>
    /// <exception cref="InvalidOperationException">The party is inside its lock, or belongs to another thread.</exception>
    public void Leave()
    {
        int thread = _thread.Read();
        if (thread != 0 && thread != CurrentThread.Id)
            throw new InvalidOperationException("The party belongs to another thread.");
        if ((_stamp & 1) != 0)
            throw new InvalidOperationException("The party is inside its lock.");
        _thread.Write(0);
    }

    /// <summary>Checks that this thread may enter the lock with this party now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void BeforeEnter(IPartyLock owner)
    {
        if (_lock != owner)
            throw new InvalidOperationException("The party is registered with another lock.");
        if (_thread.Read() != CurrentThread.Id)
            Claim();
        if ((_stamp & 1) != 0)
            throw new InvalidOperationException("The party is inside its lock already; classic locks are not recursive.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Scope Entered() => new(this, 0, ++_stamp);

    private void Claim()
    {
        // Two threads may want the same party at once; the compare-and-swap lets one of them have it.
        if (_thread.CompareExchange(CurrentThread.Id, 0) != 0)
            throw new InvalidOperationException("Another thread uses this party; each thread needs a party of its own.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool ILeaseSource.TryRelease(int slot, long stamp)
    {
        if (_stamp != stamp)
            return false;
        _stamp++;
        _lock.Exit(Index);
        return true;
    }

    LockOptions ILeaseSource.Options => LockOptions.Default;

    bool ILeaseSource.IsCurrent(int slot, long stamp) => _stamp == stamp;
}
