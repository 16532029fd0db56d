using System.Diagnostics;
using System.Runtime.CompilerServices;
using SyncPrimitives.Machine;

namespace SyncPrimitives;

/// <summary>
/// Strictly first-come-first-served lock: everyone draws a ticket and is served by number. A waiter that is next or second
/// spins briefly; the others sleep.
/// </summary>
/// <remarks>
/// <para>Thread-safe; blocking only, not recursive. No allocation. Without contention entering costs about two thirds of a
/// Monitor. Saturated by several threads it is 5 to 10 times slower than <c>lock</c>, and more when threads outnumber
/// processors: every hand-over waits for one particular thread to run. Choose it where fairness matters more.</para>
/// <para>An attempt cannot be cancelled: a drawn ticket must be served. Use <see cref="AsyncMutex"/> for that.</para>
/// <para>Source: D. P. Reed and R. K. Kanodia, "Synchronization with Eventcounts and Sequencers", CACM 22(2), 1979; J. M.
/// Mellor-Crummey and M. L. Scott, "Algorithms for Scalable Synchronization", ACM TOCS 9(1), 1991. Tickets are 32 bits and
/// wrap, which is harmless below 2^32 waiting threads.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public sealed class TicketLock : ILockable, ILockState
{
    private const int Slots = 4;

    private readonly LockObserver? _observer;

    // Sleepers, by ticket modulo the number of slots.
    private readonly Gate[] _gates = new Gate[Slots];
    private readonly AtomicInt32[] _parked = new AtomicInt32[Slots];

    // High half: the next ticket. Low half: the ticket that is served.
    private PaddedInt64 _word;

    /// <summary>Makes a free lock.</summary>
    public TicketLock(LockOptions? options = null)
        : this(options, firstTicket: 0)
    {
    }

    internal TicketLock(LockOptions? options, uint firstTicket)
    {
        Options = options ?? LockOptions.Default;
        Id = LockId.Next();
        _observer = LockObserver.For(this, Options, Id);
        _word = new PaddedInt64(((long)firstTicket << 32) | firstTicket, "next, serving");
        for (int i = 0; i < Slots; i++)
        {
            _gates[i] = new Gate("sleepers");
            _parked[i] = new AtomicInt32(0, "parked");
        }
    }

    /// <inheritdoc/>
    public long Id { get; }

    /// <inheritdoc/>
    public LockOptions Options { get; }

    /// <summary>How many are inside or waiting. A snapshot for monitoring; never decide by it.</summary>
    public int QueueLength
    {
        get
        {
            long word = _word.Cell.Read();
            return (int)(Next(word) - Serving(word));
        }
    }

    /// <summary>Enters after everyone who came before, blocking the thread. An interrupt of the thread ends its next wait, not this one.</summary>
    /// <exception cref="LockRecursionException">Owners are tracked, and this thread holds the lock.</exception>
    /// <exception cref="LockOrderException"><see cref="LockOrder"/> is set to throw and the order is violated.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scope EnterScope() => new(this, 0, Enter());

    /// <summary>Enters if nobody is inside or waiting; false otherwise.</summary>
    public bool TryEnterScope(out Scope scope)
    {
        long word = _word.Cell.Read();
        uint ticket = Next(word);
        bool entered = ticket == Serving(word) && _word.Cell.CompareExchange(word + (1L << 32), word) == word;
        scope = entered ? new Scope(this, 0, ticket) : default;
        if (entered)
            _observer?.Entered(new Lease(this, 0, ticket));
        return entered;
    }

    bool ILockable.SupportsAsync => false;

    string ILockState.Kind => nameof(TicketLock);

    bool ILockState.IsHeld => QueueLength != 0;

    LockObserver? ILockState.Observer => _observer;

    WaitQueue? ILockState.Queue => null;

    private string DebuggerDisplay => $"TicketLock \"{Options.Name}\", serving {Serving(_word.Cell.Read())}, {QueueLength} inside or waiting";

    Lease ILockable.Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new Lease(this, 0, Enter());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Enter()
    {
        _observer?.Entering(isAsync: false);
        long word = _word.Cell.Add(1L << 32);
        uint ticket = Next(word) - 1;
        if (Serving(word) != ticket)
            Wait(ticket);
        _observer?.Entered(new Lease(this, 0, ticket));
        return ticket;
    }

    LeaseAwaitable ILockable.EnterAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("A ticket lock blocks threads and cannot be entered by an async flow.");

    bool ILeaseSource.IsCurrent(int slot, long stamp) => IsCurrent(stamp, _word.Cell.Read());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool ILeaseSource.TryRelease(int slot, long stamp) =>
        _observer is null ? TryReleaseUnobserved(stamp) : _observer.TryRelease(slot, stamp);

    bool IObservedLock.TryReleaseUnobserved(int slot, long stamp) => TryReleaseUnobserved(stamp);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReleaseUnobserved(long stamp)
    {
        long word = _word.Cell.Read();
        while (true)
        {
            if (!IsCurrent(stamp, word))
                return false;

            // Past the last number the low half must not carry into the high one.
            long served = Serving(word) == uint.MaxValue ? word - uint.MaxValue : word + 1;
            long seen = _word.Cell.CompareExchange(served, word);
            if (seen == word)
            {
                if (Next(served) != Serving(served))
                    Wake(Serving(served));
                return true;
            }

            word = seen;
        }
    }

    private static uint Next(long word) => (uint)((ulong)word >> 32);

    private static uint Serving(long word) => (uint)word;

    private static bool IsCurrent(long stamp, long word) => Serving(word) == (uint)stamp && Next(word) != Serving(word);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wait(uint ticket)
    {
        var spinner = Spinner.Start();
        while (true)
        {
            uint ahead = ticket - Serving(_word.Cell.Read());
            if (ahead == 0)
                return;

            // Far from the front, or for long: sleep. To yield instead would cost a fair lock its turn.
            if (ahead > 2 || !spinner.TryPause((int)ahead * 4))
                break;
        }

        Park(ticket);
    }

    private void Park(uint ticket)
    {
        int slot = (int)(ticket % Slots);
        Gate gate = _gates[slot];
        bool interrupted = false;
        gate.Enter();
        try
        {
            _parked[slot].Add(1);

            // The addition is a full fence: who advances the number either sees a sleeper here, or is seen by this test.
            while (Serving(_word.Cell.Read()) != ticket)
                interrupted |= !TryWait(gate);
            _parked[slot].Add(-1);
        }
        finally
        {
            gate.Exit();
        }

        if (interrupted)
            Thread.CurrentThread.Interrupt();
    }

    // False when interrupted: a drawn ticket must be served, so the interrupt is kept for the thread's next wait.
    private static bool TryWait(Gate gate)
    {
        try
        {
            gate.Wait();
            return true;
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wake(uint ticket)
    {
        int slot = (int)(ticket % Slots);

        // The number was advanced by compare-and-swap, a full fence, before this read.
        if (_parked[slot].Read() == 0)
            return;
        Gate gate = _gates[slot];
        gate.Enter();
        try
        {
            gate.PulseAll();
        }
        finally
        {
            gate.Exit();
        }
    }
}
